/** Reads one character after the other and writes groups into eight places; a gap is opened once and filled at the end. */
export function parseIPv6(s: string): number[] {
  const groups = new Uint16Array(8)
  let count = 0
  let gap = -1
  let at = 0
  const fail = (why: string): never => {
    throw new RangeError(`${why} at character ${at} of "${s}"`)
  }
  const put = (group: number): void => {
    if (count === 8) fail('a ninth group')
    groups[count++] = group
  }

  if (s.startsWith(':') && !s.startsWith('::')) fail('a lone colon')
  while (at < s.length) {
    if (s.startsWith('::', at)) {
      if (gap >= 0) fail('a second ::')
      gap = count
      at += 2
      continue
    }
    if (at > 0 && s[at - 1] !== ':') {
      if (s[at] !== ':' || at + 1 === s.length) fail('a stray character')
      at += 1
      continue
    }
    let end = at
    while (end < s.length && s[end] !== ':') end += 1
    const word = s.slice(at, end)
    if (end === s.length && word.includes('.')) {
      const bytes = dotted(word) ?? fail('no IPv4 address')
      put(bytes[0]! * 256 + bytes[1]!)
      put(bytes[2]! * 256 + bytes[3]!)
    } else {
      if (word.length > 4 || !/^[\da-fA-F]+$/.test(word)) fail('no group')
      put(Number(`0x${word}`))
    }
    at = end
  }
  if (gap < 0 ? count !== 8 : count === 8) fail('not eight groups')
  if (gap >= 0) {
    groups.copyWithin(8 - (count - gap), gap, count)
    groups.fill(0, gap, 8 - (count - gap))
  }
  return [...groups]
}

export function formatIPv6(g: number[]): string {
  const text = g.map((group) => group.toString(16)).join(':')
  // Runs of zeros, longest first; a sort is stable, so of equals the first stays first.
  const [longest] = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length)
  if (!longest) return text
  return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`
}

function dotted(word: string): number[] | null {
  const bytes = word.split('.').map((part) => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : 256))
  return bytes.length === 4 && bytes.every((byte) => byte < 256) ? bytes : null
}
