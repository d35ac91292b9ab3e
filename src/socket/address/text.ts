/** IP addresses between bytes and text; only valid ones come in here. */

export function bytes4(literal: string): Buffer {
  return Buffer.from(literal.split('.').map(Number))
}

export function text4(bytes: Uint8Array): string {
  return bytes.join('.')
}

/** Sixteen bytes of an IPv6 literal without a zone (RFC 4291 §2.2); an embedded IPv4 address becomes two groups. */
export function bytes6(literal: string): Buffer {
  const plain = literal.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const word = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16)
    return `${word(a, b)}:${word(c, d)}`
  })
  const [head = [], tail] = plain.split('::').map((half) => half.split(':').filter(Boolean))
  const gap = tail ? 8 - head.length - tail.length : 0
  const groups = [...head, ...Array<string>(gap).fill('0'), ...(tail ?? [])]
  const bytes = Buffer.alloc(16)
  for (const [i, group] of groups.entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * i)
  return bytes
}

/**
 * Canonical text (RFC 5952): no leading zeros, the longest run of two or more zero groups as `::`, the first of equals.
 * Addresses that hold an IPv4 one show it in dots, as inet_ntop(3) does.
 */
export function text6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i))
  const { start, length } = longestZeros(groups)
  const dotted = start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))
  const shown = groups.map((group) => group.toString(16))
  if (dotted) shown.splice(6, 2, text4(bytes.subarray(12)))
  if (length < 2) return shown.join(':')
  return `${shown.slice(0, start).join(':')}::${shown.slice(start + length).join(':')}`
}

function longestZeros(groups: number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
    start += length
  }
  return best
}
