/** Bytes for messages: `00 00 00 02 61 62`, with one byte marked where two texts differ first. */

/** Bytes shown on each side of the place a message is about. */
const AROUND = 8
/** Bytes shown of a longer value. */
const SHOWN = 64

export function hex(bytes: Uint8Array, most = SHOWN): string {
  const shown = Array.from(bytes.subarray(0, most), twoDigits).join(' ')
  if (bytes.length === 0) return '(0 bytes)'
  return bytes.length > most ? `${shown} … (${bytes.length} bytes)` : shown
}

/** Sixteen bytes around `at`, that one in brackets; `[end]` where the bytes are already over. */
export function hexAround(bytes: Uint8Array, at: number): string {
  const from = Math.max(0, at - AROUND)
  const to = from + 2 * AROUND
  const part = Array.from(bytes.subarray(from, to), (byte, i) =>
    from + i === at ? `[${twoDigits(byte)}]` : twoDigits(byte),
  )
  if (at >= bytes.length) part.push('[end]')
  return `${from > 0 ? '… ' : ''}${part.join(' ')}${to < bytes.length ? ' …' : ''}`
}

function twoDigits(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
