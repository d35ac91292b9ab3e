/**
 * A length-prefix decoder laid open: what it waits for, what it holds, what it gave out.
 *
 *   header (need 4) ──4 bytes──▶ payload (need n) ──n bytes──▶ header …
 *        └──length over the limit──▶ refused: nothing behind a wrong header can be trusted
 */

export const HEADER = 4
/** The panel's limit for a payload, bytes. */
export const LIMIT = 1024

export type Decoder = {
  state: 'header' | 'payload' | 'refused'
  need: number
  have: number[]
  /** Payloads given out, in order. */
  messages: number[][]
  /** The claim that was refused. */
  claim: number | null
}

export const EMPTY: Decoder = { state: 'header', need: HEADER, have: [], messages: [], claim: null }

/** One push of a chunk: as many transitions as its bytes allow. */
export function push(decoder: Decoder, chunk: readonly number[]): Decoder {
  return chunk.reduce(step, decoder)
}

/** `border`: ends between frames; otherwise what was cut off. */
export function endOf(decoder: Decoder): 'border' | 'in-header' | 'in-payload' | 'refused' {
  if (decoder.state === 'refused') return 'refused'
  if (decoder.state === 'payload') return 'in-payload'
  return decoder.have.length === 0 ? 'border' : 'in-header'
}

function step(decoder: Decoder, byte: number): Decoder {
  if (decoder.state === 'refused') return decoder
  const have = [...decoder.have, byte]
  if (have.length < decoder.need) return { ...decoder, have }
  if (decoder.state === 'payload') return next({ ...decoder, messages: [...decoder.messages, have] })
  const length = have.reduce((sum, one) => sum * 256 + one, 0)
  if (length > LIMIT) return { ...decoder, state: 'refused', have, claim: length }
  if (length === 0) return next({ ...decoder, messages: [...decoder.messages, []] })
  return { ...decoder, state: 'payload', need: length, have: [] }
}

function next(decoder: Decoder): Decoder {
  return { ...decoder, state: 'header', need: HEADER, have: [] }
}

export function frame(text: string): number[] {
  const payload = [...new TextEncoder().encode(text)]
  const length = payload.length
  return [(length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255, ...payload]
}

export const SAMPLES = {
  three: ['hi', '你好', ''].flatMap(frame),
  huge: [...frame('hi'), 0x7f, 0xff, 0xff, 0xff, 0x61, 0x62],
  cutOff: [...frame('hi'), ...frame('你好').slice(0, 7)],
}
export type Sample = keyof typeof SAMPLES
