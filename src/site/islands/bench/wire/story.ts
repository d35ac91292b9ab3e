/** The sentence after the counts: the most telling thing about where boundaries went. */

import { firstAfter } from '../../../../trace/range.ts'
import { bytes } from '../../shared/time.ts'
import { countsOf, type Range, type Stream, type StreamCall } from '../streams.ts'
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
  const glued = mostShared(reads, writes)
  const split = mostShared(writes, reads)
  const parts: string[] = []
  if (glued.count > 1) parts.push(words.glued(glued.call.index + 1, glued.count))
  if (split.count > 1) parts.push(words.split(split.call.index + 1, split.count))
  if (parts.length === 0 && writes.length > 1 && unread === '') parts.push(words.oneToOne)
  return [...parts, unread].filter(Boolean).join(words.space)
}

/** The first of the calls that share bytes with most of the others. Both lists are in the order of the stream. */
function mostShared(calls: readonly StreamCall[], others: readonly Range[]): { call: StreamCall; count: number } {
  let most = { call: calls[0]!, count: -1 }
  for (const call of calls) {
    let end = firstAfter(others, call.from)
    const begin = end
    while (end < others.length && others[end]!.from < call.to) end++
    if (end - begin > most.count) most = { call, count: end - begin }
  }
  return most
}
