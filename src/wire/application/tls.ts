/** TLS records (RFC 8446 §5.1, RFC 5246): what can be seen from outside. Handshake messages in the clear are named. */
import { hex, u16 } from '../bytes.ts'
import { byteCount, field } from '../draft.ts'
import type { Field } from '../types.ts'
import { MESSAGE_LIMITS, type Message } from './message.ts'
import { helloFields } from './tls-hello.ts'
import { VERSIONS } from './tls-versions.ts'

const HEADER = 5
/** 2^14 bytes and what encryption may add in TLS 1.2 (RFC 5246 §6.2.3). */
const LONGEST = 16_384 + 2_048
const CHANGE = 20
const ALERT = 21
const HANDSHAKE = 22
const DATA = 23
const CONTENT: Record<number, string> = {
  [CHANGE]: 'change cipher spec',
  [ALERT]: 'alert',
  [HANDSHAKE]: 'handshake',
  [DATA]: 'application data',
}
const HANDSHAKES: Record<number, string> = {
  1: 'Client Hello',
  2: 'Server Hello',
  4: 'New Session Ticket',
  8: 'Encrypted Extensions',
  11: 'Certificate',
  12: 'Server Key Exchange',
  13: 'Certificate Request',
  14: 'Server Hello Done',
  15: 'Certificate Verify',
  16: 'Client Key Exchange',
  20: 'Finished',
}
const ALERTS: Record<number, string> = {
  0: 'close notify',
  10: 'unexpected message',
  20: 'bad record MAC',
  40: 'handshake failure',
  42: 'bad certificate',
  45: 'certificate expired',
  48: 'unknown CA',
  70: 'protocol version',
  80: 'internal error',
  112: 'unrecognised name',
}

/** Whether the bytes begin as a TLS record does. */
export function looksLikeTls(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0]! in CONTENT && bytes[1] === 3 && bytes[2]! <= 4
}

export function tlsStream(bytes: Uint8Array): Message[] {
  const messages: Message[] = []
  let at = 0
  let secret = false
  while (at < bytes.length && messages.length < MESSAGE_LIMITS.messages) {
    const message = oneRecord(bytes, at, secret)
    messages.push(message)
    if (!message.complete || message.error !== undefined) break
    // In the clear up to this record in TLS 1.2; in 1.3 it is sent for the looks, and all behind it is secret too.
    if (bytes[at] === CHANGE) secret = true
    at = message.to
  }
  return messages
}

function oneRecord(bytes: Uint8Array, from: number, secret: boolean): Message {
  const type = bytes[from]!
  const name = CONTENT[type] ?? `type ${type}`
  const message: Message = {
    protocol: 'tls',
    title: 'TLS record',
    summary: name,
    from,
    to: bytes.length,
    fields: [field('type', 'Content type', type, from, from + 1, name)],
    complete: false,
  }
  if (!(type in CONTENT)) message.error = `a record of type ${type}, which has no meaning`
  if (from + HEADER > bytes.length || message.error) return message
  const version = u16(bytes, from + 1)
  const length = u16(bytes, from + 3)
  message.fields.push(
    field('version', 'Version', hex(version, 4), from + 1, from + 3, `${VERSIONS[version] ?? 'unknown'}, by habit`),
    field('length', 'Length', byteCount(length), from + 3, from + HEADER),
  )
  if (length > LONGEST) {
    message.error = `a record of ${length} bytes; ${LONGEST} are the most`
    return message
  }
  const start = from + HEADER
  message.to = Math.min(start + length, bytes.length)
  message.complete = message.to === start + length
  const { summary, fields } = contentOf(bytes, type, start, message.to, secret)
  message.summary = summary
  message.fields.push(...fields)
  return message
}

function contentOf(
  bytes: Uint8Array,
  type: number,
  from: number,
  to: number,
  secret: boolean,
): { summary: string; fields: Field[] } {
  const closed = (what: string) => ({
    summary: `${what}, ${byteCount(to - from)}`,
    fields: [field('content', 'Content', byteCount(to - from), from, to, 'encrypted: unreadable without the keys')],
  })
  if (type === DATA) return closed('application data')
  if (type === CHANGE) return { summary: 'change cipher spec', fields: [] }
  if (secret) return closed(`encrypted ${CONTENT[type]}`)
  if (type === ALERT) {
    if (to - from !== 2) return closed('encrypted alert')
    const code = bytes[from + 1]!
    const level = bytes[from] === 2 ? 'fatal' : 'warning'
    const fields = [
      field('alertLevel', 'Level', bytes[from]!, from, from + 1, level),
      field('alert', 'Alert', code, from + 1, to, ALERTS[code]),
    ]
    return { summary: `alert: ${ALERTS[code] ?? code}`, fields }
  }
  return handshakes(bytes, from, to)
}

/** Handshake messages of one record; one that goes on in the next record is named and left at that. */
function handshakes(bytes: Uint8Array, from: number, to: number): { summary: string; fields: Field[] } {
  const names: string[] = []
  const fields: Field[] = []
  let at = from
  while (at + 4 <= to && fields.length < MESSAGE_LIMITS.fields) {
    const type = bytes[at]!
    const length = (bytes[at + 1]! << 16) | u16(bytes, at + 2)
    const name = HANDSHAKES[type] ?? `handshake ${type}`
    names.push(name)
    fields.push(
      field('handshakeType', 'Handshake', type, at, at + 1, name),
      field('handshakeLength', 'Length', byteCount(length), at + 1, at + 4),
    )
    const end = at + 4 + length
    if (type <= 2 && end <= to) fields.push(...helloFields(bytes, type === 1, at + 4, end))
    at = end
  }
  return { summary: names.join(', ') || 'handshake', fields }
}
