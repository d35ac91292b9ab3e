/**
 * A packet while it is being decoded. Decoding is done twice at most: once for the numbers, which has to be fast, and
 * once more for the fields with their texts when somebody looks at `layers`. Each header's parser serves both: it
 * describes its header only when descriptions are wanted.
 */
import type { Decoded, Field, Layer, LayerName } from './types.ts'

type Writable<T> = { -readonly [key in keyof T]: T[key] }

export type Draft = Writable<
  Pick<Decoded, 'bytes' | 'protocol' | 'ip' | 'tcp' | 'udp' | 'icmp' | 'arp' | 'igmp' | 'error'>
> & {
  /** Where descriptions go; null while only the numbers are read. */
  readonly told: Layer[] | null
  /** Offset of the Ethernet header and its type or length field, -1 without one. */
  ethernetAt: number
  etherTypeAt: number
  /** Offset of the IP header whose addresses count in the checksums of its upper layer; -1 in fragments and without IP. */
  pseudoAt: number
  /** Where the next header is, and where the enclosing header says it ends: possibly beyond the captured bytes. */
  at: number
  end: number
}

/** Reads the header at `from`, and says what follows it: `at`, `end` and the layer's name, by `next`. */
export type Parser = (draft: Draft, from: number, end: number) => LayerName

export function next(draft: Draft, layer: LayerName, from: number, end: number): LayerName {
  draft.at = from
  draft.end = end
  return layer
}

/** True when `size` bytes from `from` are there; otherwise notes the error. */
export function has(draft: Draft, what: string, from: number, size: number, end: number): boolean {
  const limit = Math.min(end, draft.bytes.length)
  if (from + size <= limit) return true
  fail(draft, `${what} needs ${size} bytes, ${Math.max(0, limit - from)} are there`)
  return false
}

/** Keeps the first thing found wrong. */
export function fail(draft: Draft, error: string): void {
  draft.error ??= error
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
