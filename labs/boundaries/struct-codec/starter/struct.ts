export type V = number | bigint | boolean | Uint8Array

/** Bytes of the values in the given format, e.g. `!HIb3s`. Throws on a bad format or value. */
export function pack(fmt: string, ...v: V[]): Uint8Array {
  return new Uint8Array(0)
}

/** The values in exactly `calcsize(fmt)` bytes. Throws when there are more or fewer. */
export function unpack(fmt: string, b: Uint8Array): V[] {
  return []
}

/** How many bytes the format takes. */
export function calcsize(fmt: string): number {
  return 0
}
