/**
 * Names in DNS messages (RFC 1035 §4.1.4): labels with a length each, ended by an empty one, or by a pointer to a name
 * that stands earlier. A pointer must point backwards, so that reading always ends.
 */
import { printable } from './message.ts'

const POINTER = 0xc0
const LONGEST_NAME = 255

/** `start`: where the message begins. `to` in the result: behind the name as it stands here. Null when it makes no sense. */
export function nameAt(bytes: Uint8Array, start: number, end: number, at: number): { text: string; to: number } | null {
  const labels: string[] = []
  let behind: number | null = null
  let place = at
  let lowest = at
  let length = 0
  while (place < end) {
    const size = bytes[place]!
    if (size === 0) return { text: labels.join('.') || '.', to: behind ?? place + 1 }
    if ((size & POINTER) === POINTER) {
      if (place + 2 > end) return null
      const target = start + (((size & 0x3f) << 8) | bytes[place + 1]!)
      behind ??= place + 2
      if (target >= lowest) return null
      lowest = target
      place = target
      continue
    }
    if (size & POINTER || place + 1 + size > end) return null
    length += size + 1
    if (length > LONGEST_NAME) return null
    labels.push(printable(bytes.subarray(place + 1, place + 1 + size)))
    place += 1 + size
  }
  return null
}
