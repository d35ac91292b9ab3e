import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'

export type Type = 'A' | 'AAAA'
export type Answer = { name: string; type: number; ttl: number; data: string }
export type Message = {
  id: number
  rcode: number
  tc: boolean
  question: { name: string; type: number }
  answers: Answer[]
}

const CODES = { A: 1, AAAA: 28 } as const
const CNAME = 5
const HEADER = 12
const MAX_LABEL = 63
const MAX_NAME = 255
const TRIES = 3
/** How many aliases may lead from one to the next. */
const MAX_ALIASES = 16

/** The bytes of a query; throws for a name that DNS cannot carry. */
export function encodeQuery(id: number, name: string, type: Type): Uint8Array {
  const labels = name
    .replace(/\.$/, '')
    .split('.')
    .map((label) => Buffer.from(label, 'latin1'))
  if (labels.some((label) => label.length === 0 || label.length > MAX_LABEL)) {
    throw new RangeError(`a label has 1 to ${MAX_LABEL} bytes`)
  }
  const encoded = Buffer.concat([...labels.flatMap((label) => [Buffer.of(label.length), label]), Buffer.of(0)])
  if (encoded.length > MAX_NAME) throw new RangeError(`a name has at most ${MAX_NAME} bytes`)
  const query = Buffer.alloc(HEADER + encoded.length + 4)
  query.writeUInt16LE(id, 0)
  query.writeUInt16BE(0x0100, 2) // recursion desired
  query.writeUInt16BE(1, 4) // one question
  encoded.copy(query, HEADER)
  query.writeUInt16BE(CODES[type], HEADER + encoded.length)
  query.writeUInt16BE(1, HEADER + encoded.length + 2)
  return query
}

/** Reads a message; throws where it is cut or wrong. */
export function decode(msg: Uint8Array): Message {
  const view = new DataView(msg.buffer, msg.byteOffset, msg.byteLength) // throws a RangeError behind the end
  const flags = view.getUint16(2)
  const answers: Answer[] = []
  const [asked, afterName] = readName(view, HEADER)
  const message = {
    id: view.getUint16(0, true),
    rcode: flags & 15,
    tc: (flags & 0x0200) !== 0,
    question: { name: asked, type: view.getUint16(afterName) },
    answers,
  }
  let at = afterName + 4
  for (let left = view.getUint16(6); left > 0; left--) {
    const [name, fixed] = readName(view, at)
    const type = view.getUint16(fixed)
    const data = fixed + 10
    const length = view.getUint16(fixed + 8, true)
    if (data + length > msg.length) throw new RangeError('a record that is cut')
    answers.push({ name, type, ttl: view.getUint32(fixed + 4), data: dataText(view, type, data, length) })
    at = data + length
  }
  return message
}

/** A name, and the offset behind it: behind its zero byte, or behind its first pointer. */
function readName(view: DataView, start: number, budget: number = MAX_NAME): [string, number] {
  const labels: string[] = []
  let at = start
  let left = budget
  for (;;) {
    const length = view.getUint8(at)
    if (length >= 0xc0) {
      const target = view.getUint16(at) & 0x3fff
      if (target >= start) throw new RangeError('a pointer that does not lead back')
      const [rest] = readName(view, target, left)
      return [[...labels, ...(rest ? [rest] : [])].join('.'), at + 2]
    }
    if (length > MAX_LABEL) throw new RangeError('neither a label nor a pointer')
    left -= 1 + length
    if (left < 0) throw new RangeError('a name that is too long')
    if (length === 0) return [labels.join('.'), at + 1]
    const label = Array.from({ length }, (_, i) => String.fromCharCode(view.getUint8(at + 1 + i)))
    labels.push(label.join(''))
    at += 1 + length
  }
}

function dataText(view: DataView, type: number, at: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length)
  if (type === CODES.A && length === 4) return bytes.join('.')
  if (type === CODES.AAAA && length === 16) return ipv6Text(view, at)
  if (type === CNAME) return readName(view, at)[0]
  return Buffer.from(bytes).toString('hex')
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function ipv6Text(view: DataView, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(at + 2 * i))
  let best = { from: 0, length: 1 }
  for (let from = 0; from < 8; from++) {
    let length = 0
    while (from + length < 8 && groups[from + length] === 0) length += 1
    if (length > best.length) best = { from, length }
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':')
  if (best.length < 2) return text(groups)
  return `${text(groups.slice(0, best.from))}::${text(groups.slice(best.from + best.length))}`
}

/** Addresses of a name; asks again after `waitMs` without an answer, three times in all. */
export async function resolve(
  server: [string, number],
  name: string,
  type: Type,
  waitMs: number = 1000,
): Promise<string[]> {
  const id = randomInt(0x10000)
  const query = encodeQuery(id, name, type)
  const fits = (bytes: Uint8Array): Message | undefined => {
    const message = readable(bytes)
    const right =
      message?.id === id && message.question.type === CODES[type] && same(message.question.name, plain(name))
    return right && (bytes[2] ?? 0) >= 0x80 ? message : undefined // the first bit says: an answer
  }
  let answer = await overUdp(server, query, waitMs, fits)
  if (answer.tc) answer = await overTcp(server, query, waitMs * TRIES, fits)
  if (answer.rcode === 3) throw new Error('NXDOMAIN')
  if (answer.rcode !== 0) throw new Error(`rcode ${answer.rcode}`)
  return addresses(answer, type)
}

type Fits = (bytes: Uint8Array) => Message | undefined

function overUdp([host, port]: [string, number], query: Uint8Array, waitMs: number, fits: Fits): Promise<Message> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    let tries = 0
    let timer: NodeJS.Timeout | undefined
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      socket.close()
      settle()
    }
    const attempt = (): void => {
      if (tries === TRIES) {
        finish(() => reject(new Error('timeout')))
        return
      }
      tries += 1
      timer = setTimeout(attempt, waitMs)
      socket.send(query)
    }
    socket.on('message', (bytes) => {
      const message = fits(bytes)
      if (message) finish(() => resolve(message))
    })
    socket.on('error', () => {}) // refused: as good as lost
    socket.connect(port, host, attempt) // the kernel now drops what others send
  })
}

async function overTcp([host, port]: [string, number], query: Uint8Array, ms: number, fits: Fits): Promise<Message> {
  const socket = connect(port, host)
  const timer = setTimeout(() => socket.destroy(new Error('timeout')), ms)
  try {
    socket.write(Buffer.concat([Buffer.of(query.length >> 8, query.length & 0xff), query]))
    let got = Buffer.alloc(0)
    for await (const chunk of socket) {
      got = Buffer.concat([got, chunk])
      const end = got.length >= 2 ? 2 + got.readUInt16BE(0) : Number.POSITIVE_INFINITY
      if (got.length < end) continue
      const message = fits(got.subarray(2, end))
      if (message) return message
      got = got.subarray(end)
    }
    throw new Error('the answer over TCP ended too early')
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

/** The addresses of the question's name, or of what its aliases lead to. */
function addresses({ question, answers }: Message, type: Type): string[] {
  let name = question.name
  for (let i = 0; i < MAX_ALIASES; i++) {
    const alias = answers.find((answer) => answer.type === CNAME && same(answer.name, name))
    if (!alias) break
    name = alias.data
  }
  return answers.filter((answer) => answer.type === CODES[type] && same(answer.name, name)).map(({ data }) => data)
}

const plain = (name: string): string => name.replace(/\.$/, '')
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

function readable(bytes: Uint8Array): Message | undefined {
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}
