/**
 * A packet while it is being decoded. Each header's parser reads its numbers at once and leaves a function that
 * describes its fields: the descriptions are made only when somebody looks at `layers`, which keeps decoding fast.
 */
import type { Decoded, Field, Layer, LayerName } from './types.ts'

export type Draft = {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Adds up source, destination and upper length for transport checksums; null in fragments and without IP. */
  pseudo: ((protocol: number, length: number) => number) | null
  readonly describe: (() => Layer)[]
  packet: Omit<Decoded, 'layers'>
}

/** Where the next header is. `end` is where the enclosing header says it ends: possibly beyond the captured bytes. */
export type Step = { layer: LayerName; from: number; end: number }

export type Parser = (draft: Draft, from: number, end: number) => Step

/** True when `size` bytes from `from` are there; otherwise notes the error. */
export function has(draft: Draft, what: string, from: number, size: number, end: number): boolean {
  const limit = Math.min(end, draft.bytes.length)
  if (from + size <= limit) return true
  fail(draft, `${what} needs ${size} bytes, ${Math.max(0, limit - from)} are there`)
  return false
}

/** Keeps the first thing found wrong. */
export function fail(draft: Draft, error: string): void {
  draft.packet.error ??= error
}

export function field(name: string, label: string, value: string | number, from: number, to: number, note?: string) {
  const made: Field = { name, label, value: String(value), from, to }
  if (note !== undefined) made.note = note
  return made
}

/** `1 byte`, `5 bytes`. */
export function byteCount(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}
