/** The sentence after the counts: the most telling thing about where boundaries went. */

import { bytes } from '../../shared/time.ts'
import { countsOf, overlaps, type Stream } from '../streams.ts'
import type { BenchWords } from '../words.ts'

/** `3 writes → 1 segment → 2 reads.`; of segments alone where calls are not known. */
export function summaryOf(stream: Stream, words: BenchWords): string {
  const { writes, segments, reads } = countsOf(stream)
  return writes + reads > 0 ? words.summary(writes, segments, reads) : words.segmentsOnly(segments)
}

export function storyOf({ writes, reads, length }: Stream, words: BenchWords): string {
  if (writes.length === 0) return ''
  const taken = Math.max(0, ...reads.map(({ to }) => to))
  const left = length - taken
  const unread = left > 0 ? words.unread(bytes(left)) : ''
  if (reads.length === 0) return unread
  const glued = reads
    .map((read) => ({ read, count: writes.filter((write) => overlaps(write, read)).length }))
    .toSorted((a, b) => b.count - a.count)[0]!
  const split = writes
    .map((write) => ({ write, count: reads.filter((read) => overlaps(write, read)).length }))
    .toSorted((a, b) => b.count - a.count)[0]!
  const parts: string[] = []
  if (glued.count > 1) parts.push(words.glued(glued.read.index + 1, glued.count))
  if (split.count > 1) parts.push(words.split(split.write.index + 1, split.count))
  if (parts.length === 0 && writes.length > 1 && unread === '') parts.push(words.oneToOne)
  return [...parts, unread].filter(Boolean).join(words.space)
}
