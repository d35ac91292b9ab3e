/** Rewrites an expression so that each call that may wait is made by its awaitable twin. */

const WAITING = [
  ...['accept', 'connect', 'connect_ex', 'recv', 'recvfrom', 'recv_into', 'recvfrom_into'],
  ...['send', 'sendall', 'sendto', 'poll', 'readline', 'readlines', 'read', 'write', 'flush'],
]
/** A call on a value; `poll()` and `epoll()` by themselves make an object and do not wait. */
const CALL = new RegExp(`\\b([a-z]\\w*(?:\\[\\d\\])*)\\.(${WAITING.join('|')})\\(|(?<![\\w.])(select|sleep)\\(`, 'g')

/** Calls whose point is that they do not wait, or how much one takes, have no twin that does the same. */
export function hasTwin(lines: readonly string[]): boolean {
  return !lines.some((line) =>
    /setblocking\(false\)|settimeout\(0\)|DONTWAIT|NONBLOCK|TIMEO|connect_ex|50000000/.test(line),
  )
}

export function awaited(expression: string): string {
  // From the last to the first, so that what is inside another call's arguments is rewritten before it.
  const calls = [...expression.matchAll(CALL)].reverse()
  let result = expression
  for (const { 0: whole, 1: object, 2: method, 3: plain, index } of calls) {
    const begin = index + whole.length
    const end = closing(result, begin)
    const callee = plain === undefined ? `${object}.${method}Async` : `${plain}Async`
    result = `${result.slice(0, index)}(await ${callee}(${result.slice(begin, end)}))${result.slice(end + 1)}`
  }
  return result
}

/** Where the bracket closes that was opened before `from`. Brackets in texts come in pairs. */
function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (depth === 0) return at
  }
  throw new Error(`unbalanced: ${text}`)
}
