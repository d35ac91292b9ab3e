const GROUPS = 8

/** The eight groups of an IPv6 address, each 0 to 65535. RangeError for what is not one (RFC 4291 §2.2). */
export function parseIPv6(s: string): number[] {
  const sides = s.split('::')
  const [left = [], right = []] = sides.map((side, index) => groupsOf(side, index === sides.length - 1))
  const missing = GROUPS - left.length - right.length
  if (sides.length > 2) throw new RangeError(`more than one "::" in ${s}`)
  if (sides.length === 2 ? missing < 1 : missing !== 0) throw new RangeError(`not eight groups: ${s}`)
  return [...left, ...Array<number>(missing).fill(0), ...right]
}

/** The recommended short form of eight groups (RFC 5952 §4). */
export function formatIPv6(g: number[]): string {
  const run = longestZeros(g)
  const text = (groups: number[]) => groups.map((group) => group.toString(16)).join(':')
  if (run.length < 2) return text(g)
  return `${text(g.slice(0, run.start))}::${text(g.slice(run.start + run.length))}`
}

/** Groups of one side of "::". Only the last side of a text may end in a dotted IPv4 address. */
function groupsOf(side: string, last: boolean): number[] {
  if (side === '') return []
  const words = side.split(':')
  return words.flatMap((word, index) => {
    if (last && index === words.length - 1 && word.includes('.')) return pairOf(word)
    if (!/^[0-9a-f]{1,4}$/i.test(word)) throw new RangeError(`not a group: "${word}"`)
    return [Number.parseInt(word, 16)]
  })
}

/** The last 32 bits, written as IPv4. */
function pairOf(dotted: string): number[] {
  const bytes = dotted.split('.')
  if (bytes.length !== 4 || !bytes.every((byte) => /^(0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256))
    throw new RangeError(`not an IPv4 address: ${dotted}`)
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
  return [a * 256 + b, c * 256 + d]
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1
    else if (index + 1 - start >= best.length) best = { start, length: index + 1 - start }
  })
  return best
}
