/**
 * Finds in what a program printed the bytes it had read, so that they can keep the colours of the writes they came from.
 * Reads are looked for in order, each after the one before; what is not printed literally stays plain.
 */
import type { Chunk } from './lab-store.ts'
import type { WriteColour } from './streams.ts'

export type ReadPart = { stream: string; from: number; to: number; colour: WriteColour }
export type PrintedRead = {
  /** Offset of the read's first byte in its stream. */
  from: number
  /** When it returned, µs. */
  at: number
  bytes: Uint8Array
  parts: ReadPart[]
}
export type Piece = { text: string; stream: 'stdout' | 'stderr'; read: ReadPart | null }

/** Shorter reads are found everywhere by accident. */
const SHORTEST = 2
/** Reads tried in the place of one that was not printed. */
const AHEAD = 8
/** Output with escape sequences is drawn by its own means; long output is not searched. */
const LONGEST = 100_000

export function coloured(chunks: readonly Chunk[], reads: readonly PrintedRead[]): Piece[] {
  const wanted = reads.filter(({ bytes }) => bytes.length >= SHORTEST).toSorted((a, b) => a.at - b.at)
  let next = 0
  return chunks.flatMap(({ text, stream }) => {
    if (text.includes('\x1b') || text.length > LONGEST) return [{ text, stream, read: null }]
    const pieces: Piece[] = []
    let at = 0
    while (next < wanted.length) {
      const read = wanted[next]!
      const found = text.indexOf(decoder.decode(read.bytes), at)
      if (found < 0 || text.length === 0) {
        // Perhaps this read was not printed and the next one is.
        const ahead = wanted.slice(next + 1, next + 1 + AHEAD)
        const later = ahead.findIndex((other) => text.indexOf(decoder.decode(other.bytes), at) >= 0)
        if (later < 0) break
        next += 1 + later
        continue
      }
      if (found > at) pieces.push({ text: text.slice(at, found), stream, read: null })
      const printed = decoder.decode(read.bytes)
      const parts = read.parts.map((part) => ({
        text: decoder.decode(read.bytes.subarray(part.from - read.from, part.to - read.from)),
        stream,
        read: part,
      }))
      // A character that two writes share, or bytes nobody is known to have written: it stays in one piece.
      if (parts.map(({ text: shown }) => shown).join('') === printed) pieces.push(...parts)
      else pieces.push({ text: printed, stream, read: read.parts[0]! })
      at = found + printed.length
      next += 1
    }
    if (at < text.length) pieces.push({ text: text.slice(at), stream, read: null })
    return pieces
  })
}

const decoder = new TextDecoder()
