import { createHash } from 'node:crypto'

export type WsEvent =
  | { type: 'text'; data: string }
  | { type: 'binary' | 'ping' | 'pong'; data: Uint8Array }
  | { type: 'close'; code: number | null; reason: string }
  | { type: 'error'; code: 1002 | 1007 | 1009 }

type ErrorCode = 1002 | 1007 | 1009
type Rules = { masked: boolean; max: number; begun: boolean; size: number }
type Parsed = { fin: boolean; opcode: number; payload: Buffer; used: number }

export const acceptKey = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'latin1').digest('base64')

/** The first frame of these bytes; 'more' while it is not whole; a number when it breaks a rule. Nothing is kept. */
function parse(bytes: Buffer, { masked, max, begun, size }: Rules): Parsed | 'more' | ErrorCode {
  if (bytes.length < 2) return 'more'
  const [first = 0, second = 0] = bytes
  const fin = first >= 128
  const opcode = first % 16
  const control = opcode >= 8
  if (first & 0b0111_0000 || (opcode > 2 && opcode < 8) || opcode > 10) return 1002
  if (second >= 128 !== masked) return 1002
  let length = second % 128
  let at = 2
  if (control && (!fin || length > 125)) return 1002
  if (!control && (opcode === 0) !== begun) return 1002
  if (length === 126) {
    if (bytes.length < 4) return 'more'
    length = bytes.readUInt16BE(2)
    if (length < 126) return 1002
    at = 4
  } else if (length === 127) {
    if (bytes.length < 10) return 'more'
    length = bytes.readUInt32BE(2) * 2 ** 32 + bytes.readUInt32BE(6)
    if (length < 65_536) return 1002
    at = 10
  }
  if (!control && size + length > max) return 1009
  const from = masked ? at + 4 : at
  if (bytes.length < from + length) return 'more'
  const payload = Buffer.from(bytes.subarray(from, from + length))
  if (masked) {
    const key = bytes.subarray(at, from)
    for (const i of payload.keys()) payload[i]! ^= key[i % 4]!
  }
  return { fin, opcode, payload, used: from + length }
}

/** Keeps the bytes that wait, and tries to parse a frame from their beginning after each push. */
export class WsDecoder {
  private readonly masked: boolean
  private readonly max: number
  private waiting = Buffer.alloc(0)
  private fragments: Buffer[] = []
  private kind: 'text' | 'binary' | null = null
  private done = false

  constructor(options: { role: 'server' | 'client'; maxMessage?: number }) {
    this.masked = options.role === 'server'
    this.max = options.maxMessage ?? 2 ** 20
  }

  push(chunk: Uint8Array): WsEvent[] {
    const events: WsEvent[] = []
    if (this.done) return events
    this.waiting = Buffer.concat([this.waiting, chunk])
    while (!this.done) {
      const size = this.fragments.reduce((sum, part) => sum + part.length, 0)
      const frame = parse(this.waiting, { masked: this.masked, max: this.max, begun: this.kind !== null, size })
      if (frame === 'more') break
      const event: WsEvent | null = typeof frame === 'number' ? { type: 'error', code: frame } : this.take(frame)
      if (event) events.push(event)
      this.done = event?.type === 'error' || event?.type === 'close'
    }
    return events
  }

  private take({ fin, opcode, payload, used }: Parsed): WsEvent | null {
    this.waiting = this.waiting.subarray(used)
    if (opcode === 9) return { type: 'ping', data: new Uint8Array(payload) }
    if (opcode === 10) return { type: 'pong', data: new Uint8Array(payload) }
    if (opcode === 8) {
      if (payload.length === 1) return { type: 'error', code: 1002 }
      return text(payload.subarray(2), (reason) => ({
        type: 'close',
        code: payload.length === 0 ? null : payload.readUInt16BE(),
        reason,
      }))
    }
    if (opcode > 0) this.kind = opcode === 1 ? 'text' : 'binary'
    this.fragments.push(payload)
    if (!fin) return null
    const whole = Buffer.concat(this.fragments)
    const kind = this.kind
    this.fragments = []
    this.kind = null
    if (kind === 'binary') return { type: 'binary', data: new Uint8Array(whole) }
    return text(whole, (data) => ({ type: 'text', data }))
  }
}

function text(bytes: Buffer, use: (text: string) => WsEvent): WsEvent {
  try {
    return use(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return { type: 'error', code: 1007 }
  }
}
