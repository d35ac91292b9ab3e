/** A stream cut into reads. A cut at k lies between byte k-1 and byte k. */

export type Read = { from: number; to: number; text: string }

/** What the three writes of the lesson put into the stream. */
export const WRITES = ['one', 'two', 'three']
export const STREAM = WRITES.join('')

/** Where writes end inside the stream: 3 and 6. */
export const WRITE_ENDS = WRITES.slice(0, -1).map((_, at) => WRITES.slice(0, at + 1).join('').length)

export function reads(cuts: ReadonlySet<number>): Read[] {
  const edges = [0, ...[...cuts].filter((cut) => cut > 0 && cut < STREAM.length).sort((a, b) => a - b), STREAM.length]
  return edges.slice(1).map((to, at) => {
    const from = edges[at] ?? 0
    return { from, to, text: STREAM.slice(from, to) }
  })
}

/** Which write a byte came from. */
export function writeOf(byte: number): number {
  return WRITE_ENDS.filter((end) => byte >= end).length
}

/** Writes that come out as one read of exactly their bytes. */
export function wholeWrites(cuts: ReadonlySet<number>): number {
  const pieces = reads(cuts)
  return WRITES.filter((_, at) => {
    const from = at === 0 ? 0 : (WRITE_ENDS[at - 1] ?? 0)
    const to = WRITE_ENDS[at] ?? STREAM.length
    return pieces.some((read) => read.from === from && read.to === to)
  }).length
}
