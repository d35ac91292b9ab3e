/** WebSocket frames (RFC 6455 §5.2), as they follow the HTTP answer 101. */
import { hexOf, u16, u32 } from '../bytes.ts'
import { byteCount, field } from '../draft.ts'
import { MESSAGE_LIMITS, type Message, printable, textOf } from './message.ts'

const OPCODES: Record<number, string> = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' }
const CLOSE = 8
const FIRST_CONTROL = 8
const LONGEST_CONTROL = 125
const MASK = 4

/** Frames from `from` to the end of the bytes. */
export function websocketStream(bytes: Uint8Array, from = 0): Message[] {
  const messages: Message[] = []
  let at = from
  while (at < bytes.length && messages.length < MESSAGE_LIMITS.messages) {
    const message = oneFrame(bytes, at)
    messages.push(message)
    if (!message.complete || message.error !== undefined) break
    at = message.to
  }
  return messages
}

function oneFrame(bytes: Uint8Array, from: number): Message {
  const first = bytes[from]!
  const opcode = first & 15
  const name = OPCODES[opcode] ?? `opcode ${opcode}`
  const fin = first >> 7
  const message: Message = {
    protocol: 'websocket',
    title: `WebSocket ${name}`,
    summary: name,
    from,
    to: bytes.length,
    fields: [
      field('fin', 'FIN', fin, from, from + 1, 'the last frame of its message'),
      field('reserved', 'RSV1–3', (first >> 4) & 7, from, from + 1, 'for extensions'),
      field('opcode', 'Opcode', opcode, from, from + 1, name),
    ],
    complete: false,
  }
  if (from + 2 > bytes.length) return message
  const second = bytes[from + 1]!
  const code = second & 127
  const masked = second >> 7 === 1
  const head = from + 2 + (code === 126 ? 2 : code === 127 ? 8 : 0) + (masked ? MASK : 0)
  if (head > bytes.length) return message
  const length =
    code === 126 ? u16(bytes, from + 2) : code === 127 ? u32(bytes, from + 2) * 2 ** 32 + u32(bytes, from + 6) : code
  const maskAt = head - (masked ? MASK : 0)
  message.fields.push(
    field('mask', 'Mask', masked ? 1 : 0, from + 1, from + 2, 'clients mask, servers do not'),
    field('length', 'Length', byteCount(length), from + 1, maskAt, code > 125 ? 'in the bytes that follow' : undefined),
  )
  if (masked) message.fields.push(field('maskingKey', 'Masking key', hexOf(bytes.subarray(maskAt, head)), maskAt, head))
  message.error = problemOf(opcode, fin, code, length)
  if (message.error === undefined) delete message.error
  const to = Math.min(bytes.length, head + length)
  const payload = masked ? unmasked(bytes.subarray(head, to), bytes.subarray(maskAt, head)) : bytes.subarray(head, to)
  if (payload.length > 0) message.fields.push(payloadField(opcode, payload, head, to))
  message.to = to
  message.complete = to === head + length
  message.summary = `${name}${fin ? '' : ', to be continued'}, ${byteCount(length)}`
  return message
}

function problemOf(opcode: number, fin: number, code: number, length: number): string | undefined {
  if (!(opcode in OPCODES)) return `an opcode of ${opcode}, which has no meaning`
  if (opcode >= FIRST_CONTROL && (length > LONGEST_CONTROL || fin === 0))
    return 'a control frame that is long or in pieces'
  if ((code === 126 && length < 126) || (code === 127 && length < 0x1_0000))
    return 'a length written longer than it needs'
  return length > Number.MAX_SAFE_INTEGER ? 'a length with its top bit set' : undefined
}

function payloadField(opcode: number, payload: Uint8Array, from: number, to: number) {
  if (opcode === CLOSE && payload.length >= 2)
    return field(
      'payload',
      'Close',
      `${u16(payload, 0)} ${textOf(payload.subarray(2))}`.trim(),
      from,
      to,
      'code and reason',
    )
  return field('payload', 'Payload', opcode === 1 ? textOf(payload) : printable(payload), from, to, 'unmasked')
}

function unmasked(payload: Uint8Array, key: Uint8Array): Uint8Array {
  return payload.map((byte, index) => byte ^ key[index & 3]!)
}
