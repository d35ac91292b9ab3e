/** DNS messages (RFC 1035 §4; AAAA RFC 3596, SRV RFC 2782, EDNS RFC 6891), over UDP or with a length before each over TCP. */
import { hex, hexOf, ipv4At, ipv6At, u16, u32 } from '../bytes.ts'
import { byteCount, field } from '../draft.ts'
import type { Field } from '../types.ts'
import { nameAt } from './dns-name.ts'
import { MESSAGE_LIMITS, type Message, textOf } from './message.ts'

export const DNS_PORTS = [53, 5353, 5355]
const HEADER = 12
const FIXED = 10
export const TYPES: Record<number, string> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  41: 'OPT',
  65: 'HTTPS',
  252: 'AXFR',
  255: 'ANY',
}
const CLASSES: Record<number, string> = { 1: 'IN', 3: 'CH', 254: 'none', 255: 'any' }
const OPCODES: Record<number, string> = { 0: 'query', 1: 'inverse query', 2: 'status', 4: 'notify', 5: 'update' }
const RESULTS: Record<number, string> = {
  0: 'no error',
  1: 'format error',
  2: 'server failure',
  3: 'no such name',
  4: 'not implemented',
  5: 'refused',
}
const SECTIONS = ['answer', 'authority', 'additional'] as const

/** One message in from..to. Names that point nowhere, or records that are cut, end it with `error`. */
export function dnsMessage(bytes: Uint8Array, from: number, to: number): Message {
  const message: Message = { protocol: 'dns', title: 'DNS', summary: 'DNS', from, to, fields: [], complete: true }
  if (to - from < HEADER) {
    message.error = `a DNS header of ${HEADER} bytes, ${to - from} are there`
    return message
  }
  const flags = u16(bytes, from + 2)
  const answer = flags >> 15 === 1
  const result = flags & 15
  message.fields = headerFields(bytes, from, flags)
  const counts = [4, 6, 8, 10].map((at) => u16(bytes, from + at))
  const place = { at: from + HEADER }
  const asked: string[] = []
  const told: string[] = []
  try {
    for (let i = 0; i < counts[0]! && message.fields.length < MESSAGE_LIMITS.fields; i++)
      asked.push(question(bytes, from, to, place, message.fields))
    for (const [section, name] of SECTIONS.entries())
      for (let i = 0; i < counts[section + 1]! && message.fields.length < MESSAGE_LIMITS.fields; i++) {
        const text = record(bytes, from, to, place, name, message.fields)
        if (name === 'answer') told.push(text)
      }
  } catch (error) {
    if (!(error instanceof CutOff)) throw error
    message.error = error.message
  }
  const outcome = result === 0 ? told.join(', ') || 'no records' : (RESULTS[result] ?? `error ${result}`)
  message.summary = answer ? `answer ${asked.join(', ')}: ${outcome}` : `query ${asked.join(', ')}`
  message.title = answer ? 'DNS answer' : 'DNS query'
  return message
}

/** Messages of a stream: two bytes of length before each. */
export function dnsStream(bytes: Uint8Array): Message[] {
  const messages: Message[] = []
  let at = 0
  while (at + 2 <= bytes.length && messages.length < MESSAGE_LIMITS.messages) {
    const length = u16(bytes, at)
    const end = at + 2 + length
    const lengthField = field('length', 'Length', byteCount(length), at, at + 2, 'before each message over TCP')
    if (end > bytes.length) {
      const title = 'DNS, not all of it yet'
      const to = bytes.length
      messages.push({
        protocol: 'dns',
        title,
        summary: byteCount(length),
        from: at,
        to,
        fields: [lengthField],
        complete: false,
      })
      break
    }
    const message = dnsMessage(bytes, at + 2, end)
    messages.push({ ...message, from: at, fields: [lengthField, ...message.fields] })
    at = end
  }
  return messages
}

/** The bytes of a record, or what they point at, are not all there. */
class CutOff extends Error {}

function headerFields(bytes: Uint8Array, from: number, flags: number): Field[] {
  const bit = (name: string, label: string, shift: number, note: string) =>
    field(name, label, (flags >> shift) & 1, from + (shift > 7 ? 2 : 3), from + (shift > 7 ? 3 : 4), note)
  const opcode = (flags >> 11) & 15
  const result = flags & 15
  const counts = ['questions', 'answers', 'authorities', 'additionals']
  return [
    field('id', 'Identifier', hex(u16(bytes, from), 4), from, from + 2, 'ties an answer to its query'),
    bit('response', 'Response', 15, '0 asks, 1 answers'),
    field('opcode', 'Operation', opcode, from + 2, from + 3, OPCODES[opcode]),
    bit('authoritative', 'Authoritative', 10, 'the server owns the name'),
    bit('truncated', 'Truncated', 9, 'ask again over TCP'),
    bit('recursionDesired', 'Recursion desired', 8, 'ask others on my behalf'),
    bit('recursionAvailable', 'Recursion available', 7, 'the server would'),
    field('result', 'Result', result, from + 3, from + 4, RESULTS[result]),
    ...counts.map((name, i) =>
      field(
        name,
        name[0]!.toUpperCase() + name.slice(1),
        u16(bytes, from + 4 + 2 * i),
        from + 4 + 2 * i,
        from + 6 + 2 * i,
      ),
    ),
  ]
}

type Place = { at: number }

/** Adds the fields, moves `place` behind, gives `A example.test`. */
function question(bytes: Uint8Array, start: number, to: number, place: Place, fields: Field[]): string {
  const from = place.at
  const name = readName(bytes, start, to, from)
  const at = name.to
  if (at + 4 > to) throw new CutOff('a question that ends too early')
  const type = typeName(u16(bytes, at))
  const kind = u16(bytes, at + 2) & 0x7fff
  fields.push(
    field('question.name', 'Question', name.text, from, at),
    field('question.type', 'Type', u16(bytes, at), at, at + 2, type),
    field('question.class', 'Class', kind, at + 2, at + 4, CLASSES[kind]),
  )
  place.at = at + 4
  return `${type} ${name.text}`
}

/** The same for a resource record; gives what it says. */
function record(bytes: Uint8Array, start: number, to: number, place: Place, section: string, fields: Field[]): string {
  const from = place.at
  const name = readName(bytes, start, to, from)
  const at = name.to
  if (at + FIXED > to) throw new CutOff(`a record of the ${section} section that ends too early`)
  const type = u16(bytes, at)
  const length = u16(bytes, at + 8)
  const data = at + FIXED
  if (data + length > to) throw new CutOff(`a record of ${byteCount(length)}, ${to - data} are there`)
  const value = dataText(bytes, start, to, type, data, length)
  const kind = u16(bytes, at + 2)
  const option = type === 41
  fields.push(
    field(`${section}.name`, `Name (${section})`, name.text, from, at),
    field(`${section}.type`, 'Type', type, at, at + 2, typeName(type)),
    option
      ? field(`${section}.class`, 'UDP payload size', kind, at + 2, at + 4, 'the largest answer it can take')
      : field(`${section}.class`, 'Class', kind & 0x7fff, at + 2, at + 4, CLASSES[kind & 0x7fff]),
    field(`${section}.ttl`, 'Time to live', `${u32(bytes, at + 4)} s`, at + 4, at + 8, 'how long it may be remembered'),
    field(`${section}.length`, 'Data length', byteCount(length), at + 8, at + 10),
    field(`${section}.data`, 'Data', value, data, data + length),
  )
  place.at = data + length
  return value
}

function dataText(bytes: Uint8Array, start: number, to: number, type: number, at: number, length: number): string {
  const name = (from: number) => readName(bytes, start, to, from).text
  switch (TYPES[type]) {
    case 'A':
      return length === 4 ? ipv4At(bytes, at) : hexOf(bytes.subarray(at, at + length))
    case 'AAAA':
      return length === 16 ? ipv6At(bytes, at) : hexOf(bytes.subarray(at, at + length))
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return name(at)
    case 'MX':
      return length > 2 ? `${u16(bytes, at)} ${name(at + 2)}` : ''
    case 'SRV':
      return length > 6 ? `${name(at + 6)}:${u16(bytes, at + 4)}` : ''
    case 'TXT':
      return texts(bytes.subarray(at, at + length))
    default:
      return hexOf(bytes.subarray(at, at + Math.min(length, 64)))
  }
}

function texts(data: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < data.length; at += 1 + data[at]!) parts.push(textOf(data.subarray(at + 1, at + 1 + data[at]!)))
  return parts.map((part) => JSON.stringify(part)).join(' ')
}

function readName(bytes: Uint8Array, start: number, to: number, at: number): { text: string; to: number } {
  const name = nameAt(bytes, start, to, at)
  if (name === null) throw new CutOff(`a name at byte ${at - start} that does not end`)
  return name
}

const typeName = (type: number): string => TYPES[type] ?? `type ${type}`
