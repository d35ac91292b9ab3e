import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { AF_INET, SOCK_STREAM, type Socket, SocketError, socket } from 'wirebook/socket'

export type Type = 'A' | 'AAAA'
export type Answer = { name: string; type: number; ttl: number; data: string }
export type Message = {
  id: number
  rcode: number
  tc: boolean
  question: { name: string; type: number }
  answers: Answer[]
}

const TYPE_OF = new Map<number, Type>([
  [1, 'A'],
  [28, 'AAAA'],
])
const CNAME = 5

/** Reads a message from front to back; every step checks that its bytes are there. */
class Cursor {
  readonly #bytes: Buffer
  at = 0

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  take(n: number): Buffer {
    if (this.at + n > this.#bytes.length) throw new Error('the message is cut')
    this.at += n
    return this.#bytes.subarray(this.at - n, this.at)
  }

  number(size: number): number {
    return this.take(size).readUIntBE(0, size)
  }

  /** A name. Each jump must lead before all that was read of it, so there are only so many. */
  name(): string {
    const labels: string[] = []
    let place: Cursor = this
    let floor = this.at
    let total = 1
    for (;;) {
      const length = place.number(1)
      if (length === 0) return labels.join('.')
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | place.number(1)
        if (target >= floor) throw new Error('a pointer must lead back')
        floor = target
        place = new Cursor(this.#bytes, target)
        continue
      }
      if (length > 63) throw new Error('neither label nor pointer')
      total += 1 + length
      if (total > 255) throw new Error('the name is too long')
      labels.push(place.take(length).toString('latin1'))
    }
  }
}

export function encodeQuery(id: number, name: string, type: Type): Uint8Array {
  const bytes = [id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
  for (const label of (name.endsWith('.') ? name.slice(0, -1) : name).split('.')) {
    if (label.length < 1 || label.length > 63) throw new Error('a label has 1 to 63 bytes')
    bytes.push(label.length, ...Buffer.from(label, 'latin1'))
  }
  bytes.push(0)
  if (bytes.length > 12 + 255) throw new Error('a name has at most 255 bytes')
  return Uint8Array.from([...bytes, 0, type === 'A' ? 1 : 28, 0, 1])
}

export function decode(msg: Uint8Array): Message {
  const bytes = Buffer.from(msg)
  const cursor = new Cursor(bytes)
  const id = cursor.number(2)
  const flags = cursor.number(2)
  cursor.take(2)
  const count = cursor.number(2)
  cursor.take(4)
  const question = { name: cursor.name(), type: cursor.number(2) }
  cursor.take(2)
  const answers: Answer[] = []
  while (answers.length < count) {
    const name = cursor.name()
    const type = cursor.number(2)
    cursor.take(2)
    const ttl = cursor.number(4)
    const length = cursor.number(2)
    const from = cursor.at
    const data = cursor.take(length)
    answers.push({ name, type, ttl, data: type === CNAME ? new Cursor(bytes, from).name() : textOf(type, data) })
  }
  return { id, rcode: flags % 16, tc: (flags & 0x200) > 0, question, answers }
}

function textOf(type: number, data: Buffer): string {
  if (type === 1 && data.length === 4) return [...data].join('.')
  if (type !== 28 || data.length !== 16) return data.toString('hex')
  const groups = data.toString('hex').match(/..../g) ?? []
  const text = groups.map((group) => group.replace(/^0{1,3}/, '')).join(':')
  const runs = text.match(/\b0(:0)+\b/g) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return text
  // A run stands between colons or at an end; `::` takes the place of the run and of both.
  return `:${text}:`.replace(`:${longest}:`, '::').replace(/^:(?!:)|(?<!:):$/g, '')
}

export async function resolve(
  server: [string, number],
  name: string,
  type: Type,
  waitMs: number = 1000,
): Promise<string[]> {
  const id = randomInt(65536)
  const query = encodeQuery(id, name, type)
  const wanted = name.replace(/\.$/, '').toLowerCase()
  const accept = (bytes: Buffer): Message | null => {
    try {
      const { question, ...rest } = decode(bytes)
      const fits = question.name.toLowerCase() === wanted && TYPE_OF.get(question.type) === type
      return fits && rest.id === id && (bytes[2] ?? 0) >> 7 === 1 ? { question, ...rest } : null
    } catch {
      return null
    }
  }
  let message = await askUdp(server, query, waitMs, accept)
  if (message.tc) message = await askTcp(server, query, 3 * waitMs, accept)
  if (message.rcode > 0) throw new Error(message.rcode === 3 ? 'NXDOMAIN' : `rcode ${message.rcode}`)
  const names = new Set([wanted])
  for (const _ of message.answers) {
    for (const { type: kind, name: from, data } of message.answers) {
      if (kind === CNAME && names.has(from.toLowerCase())) names.add(data.toLowerCase())
    }
  }
  const found = message.answers.filter((one) => TYPE_OF.get(one.type) === type && names.has(one.name.toLowerCase()))
  return found.map(({ data }) => data)
}

type Accept = (bytes: Buffer) => Message | null

/** One loop of tries; a socket that is not connected, so the sender is compared here. */
async function askUdp([host, port]: [string, number], query: Uint8Array, waitMs: number, accept: Accept) {
  const udp = createSocket('udp4')
  const { promise, resolve: found } = Promise.withResolvers<Message>()
  udp.on('message', (bytes, from) => {
    const message = from.address === host && from.port === port ? accept(bytes) : null
    if (message) found(message)
  })
  udp.on('error', () => {})
  try {
    for (let tries = 0; tries < 3; tries++) {
      udp.send(query, port, host)
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<null>((over) => {
        timer = setTimeout(() => over(null), waitMs)
      })
      const message = await Promise.race([promise, late])
      clearTimeout(timer)
      if (message) return message
    }
    throw new Error('timeout')
  } finally {
    udp.close()
  }
}

async function askTcp(server: [string, number], query: Uint8Array, ms: number, accept: Accept): Promise<Message> {
  const conn = socket(AF_INET, SOCK_STREAM)
  conn.settimeout(ms / 1000) // holds for each call
  try {
    await conn.connectAsync(server)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(query.length)
    await conn.sendallAsync(Buffer.concat([length, query]))
    for (;;) {
      const size = await exactly(conn, 2)
      const message = accept(await exactly(conn, size.readUInt16BE()))
      if (message) return message
    }
  } catch (error) {
    throw error instanceof SocketError && error.code === 'ETIMEDOUT' ? new Error('timeout') : error
  } finally {
    conn.close()
  }
}

async function exactly(conn: Socket, n: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let missing = n; missing > 0; ) {
    const part = await conn.recvAsync(missing)
    if (part.length === 0) throw new Error('the answer over TCP ended too early')
    parts.push(part)
    missing -= part.length
  }
  return Buffer.concat(parts)
}
