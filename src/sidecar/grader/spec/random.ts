/** Seeded randomness: the same seed and test give the same values, whichever other tests ran. */

export type Random = {
  /** Whole number, both ends included. */
  int(min: number, max: number): number
  bytes(n: number): Uint8Array
  pick<T>(list: readonly T[]): T
  /** A new list. */
  shuffle<T>(list: readonly T[]): T[]
  /** Cuts into `pieces` non-empty parts (2 to 6 by default, fewer for few bytes) whose concatenation is `bytes`. */
  cuts(bytes: Uint8Array, pieces?: number): Uint8Array[]
  /** Printable ASCII. */
  text(n: number): string
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_'

export function seededRandom(seed: number, label: string): Random {
  const next = generator(seed, label)
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  /** In its place. */
  const mix = <L extends { [index: number]: unknown; readonly length: number }>(list: L): L => {
    for (let i = list.length - 1; i > 0; i--) {
      const j = int(0, i)
      const last = list[i]
      list[i] = list[j]
      list[j] = last
    }
    return list
  }
  return {
    int,
    shuffle: (list) => mix([...list]),
    // Loops over typed memory: specs ask for megabytes, and `from` with a function takes ten times as long.
    bytes(n) {
      const bytes = new Uint8Array(n)
      for (let i = 0; i < n; i++) bytes[i] = int(0, 255)
      return bytes
    },
    pick: (list) => list[int(0, list.length - 1)] as (typeof list)[number],
    text(n) {
      const bytes = Buffer.allocUnsafe(n)
      for (let i = 0; i < n; i++) bytes[i] = ALPHABET.charCodeAt(int(0, ALPHABET.length - 1))
      return bytes.toString('latin1')
    },
    cuts(bytes, pieces) {
      if (bytes.length < 2) return [bytes]
      const count = Math.min(pieces ?? int(2, 6), bytes.length)
      const places = new Uint32Array(bytes.length - 1)
      for (let i = 0; i < places.length; i++) places[i] = i + 1
      const edges = [
        0,
        ...mix(places)
          .slice(0, count - 1)
          .sort(),
        bytes.length,
      ]
      return edges.slice(1).map((to, i) => bytes.slice(edges[i], to))
    },
  }
}

/** mulberry32, started from an FNV-1a hash of seed and label. */
function generator(seed: number, label: string): () => number {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(`${seed}/${label}`)) state = Math.imul(state ^ byte, 0x01000193) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
