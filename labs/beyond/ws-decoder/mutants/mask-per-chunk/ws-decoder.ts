import { createHash } from 'node:crypto'

export type WsEvent =
  | { type: 'text'; data: string }
  | { type: 'binary' | 'ping' | 'pong'; data: Uint8Array }
  | { type: 'close'; code: number | null; reason: string }
  | { type: 'error'; code: 1002 | 1007 | 1009 }

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const MAX = 1_048_576
const LONGEST_CONTROL = 125
const CONTINUATION = 0
const TEXT = 1
const CLOSE = 8
const PING = 9
const KNOWN = [CONTINUATION, TEXT, 2, CLOSE, PING, 10]

/** The value of Sec-WebSocket-Accept that answers this key (RFC 6455 §4.2.2). */
export function acceptKey(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64')
}

/** What ends the decoding. */
class Failure extends Error {
  code: 1002 | 1007 | 1009
  constructor(code: 1002 | 1007 | 1009) {
    super(`failed with ${code}`)
    this.code = code
  }
}

type Frame = { fin: boolean; opcode: number; key: Uint8Array; length: number; got: number; parts: Uint8Array[] }

/** Turns the bytes of one direction into whole messages. Nothing comes after a close or an error. */
export class WsDecoder {
  #masked: boolean
  #max: number
  #header: number[] = []
  #frame: Frame | undefined
  #message: { opcode: number; size: number; parts: Uint8Array[] } | undefined
  #over = false

  /** `role`: whose decoder this is. A server's reads masked frames, a client's unmasked ones. `maxMessage`: bytes. */
  constructor({ role, maxMessage = MAX }: { role: 'server' | 'client'; maxMessage?: number }) {
    this.#masked = role === 'server'
    this.#max = maxMessage
  }

  /** Takes the next chunk, cut anywhere; returns what it completed, in order. */
  push(chunk: Uint8Array): WsEvent[] {
    const events: WsEvent[] = []
    try {
      for (let at = 0; at < chunk.length && !this.#over; ) {
        if (this.#frame) at += this.#takePayload(this.#frame, chunk.subarray(at))
        else {
          this.#takeHeader(chunk[at] ?? 0)
          at += 1
        }
        const frame = this.#frame
        if (!frame || frame.got < frame.length) continue
        this.#frame = undefined
        const event = this.#finish(frame)
        if (event) events.push(event)
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#over = true
      events.push({ type: 'error', code: error.code })
    }
    return events
  }

  /** One more byte of a header; makes the frame when it was the last. */
  #takeHeader(byte: number): void {
    this.#header.push(byte)
    const header = Uint8Array.from(this.#header)
    const [first = 0, second = 0] = header
    if (header.length < 2) return
    const fin = (first & 0x80) !== 0
    const opcode = first & 0x0f
    const short = second & 0x7f
    if (header.length === 2) this.#check(first, second)
    const wide = short === 126 ? 2 : short === 127 ? 8 : 0
    const size = 2 + wide + (this.#masked ? 4 : 0)
    if (header.length < size) return
    const length = lengthOf(header, short)
    const before = opcode === CONTINUATION ? (this.#message?.size ?? 0) : 0
    if (opcode < CLOSE && before + length > this.#max) throw new Failure(1009)
    this.#header = []
    this.#frame = { fin, opcode, key: header.subarray(2 + wide), length, got: 0, parts: [] }
  }

  /** What the first two bytes must not say. */
  #check(first: number, second: number): void {
    const opcode = first & 0x0f
    const wrong =
      (first & 0x70) !== 0 ||
      !KNOWN.includes(opcode) ||
      ((second & 0x80) !== 0) !== this.#masked ||
      (opcode >= CLOSE && ((first & 0x80) === 0 || (second & 0x7f) > LONGEST_CONTROL)) ||
      (opcode === CONTINUATION && !this.#message) ||
      (opcode > CONTINUATION && opcode < CLOSE && this.#message !== undefined)
    if (wrong) throw new Failure(1002)
  }

  /** Copies and unmasks what belongs to this frame; returns how many bytes that were. */
  #takePayload(frame: Frame, bytes: Uint8Array): number {
    const part = bytes.slice(0, frame.length - frame.got)
    if (this.#masked)
      for (let i = 0; i < part.length; i++) part[i] = (part[i] ?? 0) ^ (frame.key[i & 3] ?? 0)
    frame.parts.push(part)
    frame.got += part.length
    return part.length
  }

  /** A frame is whole: an event, unless it is a fragment with others to come. */
  #finish({ fin, opcode, length, parts }: Frame): WsEvent | undefined {
    if (opcode >= CLOSE) return this.#control(opcode, join(parts))
    const message = this.#message ?? { opcode, size: 0, parts: [] }
    message.parts.push(...parts)
    message.size += length
    this.#message = fin ? undefined : message
    if (!fin) return undefined
    const data = join(message.parts)
    return message.opcode === TEXT ? { type: 'text', data: decode(data) } : { type: 'binary', data }
  }

  #control(opcode: number, data: Uint8Array): WsEvent {
    if (opcode !== CLOSE) return { type: opcode === PING ? 'ping' : 'pong', data }
    if (data.length === 1) throw new Failure(1002)
    const code = data.length > 0 ? new DataView(data.buffer).getUint16(0) : null
    const reason = decode(data.subarray(2))
    this.#over = true
    return { type: 'close', code, reason }
  }
}

/** The length a whole header tells. The long forms are big-endian, and are not for what a shorter one can tell. */
function lengthOf(header: Uint8Array, short: number): number {
  const view = new DataView(header.buffer)
  if (short < 126) return short
  const length = short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2))
  if (length < (short === 126 ? 126 : 65_536)) throw new Failure(1002)
  return length
}

function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Failure(1007)
  }
}
