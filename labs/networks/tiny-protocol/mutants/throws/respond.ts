const INTEGER = /^-?\d+$/
/** A verb to what answers it. `rest` is all that follows the first space; null where there is no space. */
const VERBS = new Map<string, (rest: string | null) => string>([
  ['PING', (rest) => (rest === null ? 'PONG' : 'ERR PING takes no argument')],
  ['ADD', add],
  ['ECHO', (rest) => (rest === null ? 'ERR ECHO needs a text' : `TEXT ${rest}`)],
])

/** The server's half of a small agreement: the reply line to a request line, both without a line feed. */
export function respond(line: string): string {
  if (line.includes('\n')) return 'ERR more than one line'
  const space = line.indexOf(' ')
  const verb = space < 0 ? line : line.slice(0, space)
  const answer = VERBS.get(verb)
  if (!answer) throw new Error('unknown verb')
  return answer(space < 0 ? null : line.slice(space + 1))
}

function add(rest: string | null): string {
  const numbers = rest?.split(' ') ?? []
  if (numbers.length !== 2 || !numbers.every((number) => INTEGER.test(number))) return 'ERR ADD needs two integers'
  return `SUM ${Number(numbers[0]) + Number(numbers[1])}`
}
