// @ts-check
/**
 * The byte channel between a spec and a learner's process (fd 3 there): u32 big-endian length, then that many bytes of
 * UTF-8 JSON. Both ends use this file; only the spec's end is trusted.
 */
import { ChannelFault, VALUE_LIMITS } from './values.mjs'

/** `frameBytes`: largest message either way. */
export const CHANNEL_LIMITS = { frameBytes: 4 << 20 }

/** Brackets a message may nest: each level of a value takes up to three (list, pairs, pair), plus the envelope. */
const MAX_BRACKETS = VALUE_LIMITS.depth * 3 + 8
const HEADER_BYTES = 4
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** @param {unknown} message @returns {Buffer} throws ChannelFault `FRAME_TOO_LARGE` */
export function frame(message) {
  const body = Buffer.from(JSON.stringify(message))
  if (body.length > CHANNEL_LIMITS.frameBytes) throw tooLarge(body.length)
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + body.length)
  bytes.writeUInt32BE(body.length)
  body.copy(bytes, HEADER_BYTES)
  return bytes
}

/** Cuts a stream into messages; refuses one that is too large, too deep or no JSON before it costs memory. */
export class FrameReader {
  /** @type {Buffer[]} */
  #chunks = []
  #have = 0
  /** Body length once the header is known. @type {number | undefined} */
  #length;

  /** @param {Uint8Array} chunk @returns {Generator<unknown, void>} throws ChannelFault */
  *push(chunk) {
    this.#chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    this.#have += chunk.byteLength
    for (;;) {
      if (this.#length === undefined) {
        const header = this.#take(HEADER_BYTES)
        if (!header) return
        this.#length = header.readUInt32BE()
        if (this.#length === 0 || this.#length > CHANNEL_LIMITS.frameBytes) throw tooLarge(this.#length)
      }
      const body = this.#take(this.#length)
      if (!body) return
      this.#length = undefined
      yield parse(body)
    }
  }

  /** @param {number} n */
  #take(n) {
    if (this.#have < n) return undefined
    const first = this.#chunks[0]
    const all = first !== undefined && first.length >= n ? first : Buffer.concat(this.#chunks)
    const rest = all.subarray(n)
    this.#chunks = all === first ? [rest, ...this.#chunks.slice(1)] : [rest]
    this.#have -= n
    return all.subarray(0, n)
  }
}

/** @param {Buffer} bytes @returns {unknown} */
function parse(bytes) {
  let depth = 0
  let inText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    // As far as it is JSON at all these are its texts; where it is not, the parser stops.
    if (inText && byte === BACKSLASH) at++
    else if (byte === QUOTE) inText = !inText
    else if (inText) continue
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > MAX_BRACKETS) throw new ChannelFault('FRAME_TOO_DEEP', 'a message is nested too deeply')
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  try {
    return JSON.parse(bytes.toString())
  } catch {
    throw new ChannelFault('FRAME_MALFORMED', 'a message is not JSON')
  }
}

/** @param {number} length */
function tooLarge(length) {
  return new ChannelFault('FRAME_TOO_LARGE', `a message of ${length} bytes; the limit is ${CHANNEL_LIMITS.frameBytes}`)
}
