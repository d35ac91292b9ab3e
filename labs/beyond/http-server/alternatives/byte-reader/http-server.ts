import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

const LIMIT = { head: 8_192, body: 1_048_576 }
const PHRASE = new Map([
  [200, 'OK'],
  [400, 'Bad Request'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [413, 'Content Too Large'],
  [431, 'Request Header Fields Too Large'],
  [501, 'Not Implemented'],
])
const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT'])

class Refused extends Error {
  readonly code: number
  constructor(code: number) {
    super(`refused with ${code}`)
    this.code = code
  }
}

/** Reads up to a mark, or exactly n bytes, from chunks cut anywhere. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #kept: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#source = socket.iterator({ destroyOnReturn: false })
  }

  /** Bytes up to the mark, which is taken too; null when the stream ends first. More than `max` with it: Refused. */
  async until(mark: string, max: number, code: number): Promise<string | null> {
    for (;;) {
      const at = this.#kept.indexOf(mark)
      const length = at < 0 ? this.#kept.length + 1 : at + mark.length
      if (length > max) throw new Refused(code)
      if (at >= 0)
        return this.#take(at + mark.length)
          .toString('latin1')
          .slice(0, at)
      if (!(await this.#more())) return null
    }
  }

  /** n bytes, or null when the stream ends first. Pieces are joined once. */
  async exactly(n: number): Promise<Buffer | null> {
    const parts: Buffer[] = []
    for (let left = n; left > 0; ) {
      if (this.#kept.length === 0 && !(await this.#more())) return null
      const part = this.#take(Math.min(left, this.#kept.length))
      parts.push(part)
      left -= part.length
    }
    return Buffer.concat(parts)
  }

  /** Drops what still comes. */
  async drain(): Promise<void> {
    while (await this.#more()) this.#kept = Buffer.alloc(0)
  }

  #take(n: number): Buffer {
    const part = this.#kept.subarray(0, n)
    this.#kept = this.#kept.subarray(n)
    return part
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#kept = this.#kept.length > 0 ? Buffer.concat([this.#kept, value]) : value
    return true
  }
}

/** Header fields under lower-case names; a name that came several times has several values. */
function fieldsOf(lines: string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const line of lines) {
    const [, name, value] = /^([^\s:"(),/;<=>?@[\\\]{}]+):(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) throw new Refused(400)
    const key = name.toLowerCase()
    fields.set(key, (fields.get(key) ?? []).concat(value.trim()))
  }
  return fields
}

async function readChunked(reader: ByteReader): Promise<Buffer | null> {
  const parts: Buffer[] = []
  for (let size = 0; ; ) {
    const line = await reader.until('\r\n', LIMIT.head, 400)
    if (line === null) return null
    if (!/^[0-9a-f]{1,8}\s*(;.*)?$/i.test(line)) throw new Refused(400)
    const length = Number.parseInt(line, 16)
    size += length
    if (size > LIMIT.body) throw new Refused(413)
    if (length === 0) break
    const part = await reader.exactly(length + 2)
    if (part === null) return null
    if (part.toString('latin1', length) !== '\r\n') throw new Refused(400)
    parts.push(part.subarray(0, length))
  }
  for (;;) {
    const trailer = await reader.until('\r\n', LIMIT.head, 400)
    if (trailer === null) return null
    if (trailer === '') return Buffer.concat(parts)
  }
}

/** One request and its answer. False when there is no further one. */
async function exchange(socket: Socket, reader: ByteReader): Promise<boolean> {
  const head = await reader.until('\r\n\r\n', LIMIT.head, 431)
  if (head === null) return false
  const [first = '', ...lines] = head.split('\r\n')
  const fields = fieldsOf(lines)
  const words = first.split(' ')
  const [method = '', path = '', version = ''] = words
  if (words.length !== 3 || !method || !path || !/^HTTP\/1\.[01]$/.test(version)) throw new Refused(400)
  const old = version === 'HTTP/1.0'
  const values = (name: string): string[] => fields.get(name) ?? []
  const lower = (name: string): string => values(name).join(', ').toLowerCase()
  if (values('host').length !== 1 && !(old && values('host').length === 0)) throw new Refused(400)

  const lengths = new Set(values('content-length'))
  const chunked = fields.has('transfer-encoding')
  if (lengths.size > 1 || (chunked && lengths.size > 0)) throw new Refused(400)
  if (chunked && lower('transfer-encoding') !== 'chunked') throw new Refused(501)
  const [length = '0'] = lengths
  if (!/^[0-9]+$/.test(length)) throw new Refused(400)
  if (Number(length) > LIMIT.body) throw new Refused(413)
  if (!KNOWN.has(method)) throw new Refused(501)

  const waits = !old && lower('expect') === '100-continue' && (chunked || Number(length) > 0)
  if (waits) socket.write('HTTP/1.1 100 Continue\r\n\r\n')
  const body = chunked ? await readChunked(reader) : await reader.exactly(Number(length))
  if (body === null) return false

  const last = old || lower('connection').split(/,\s*/).includes('close')
  const full = socket.write(response({ method, path, old, last, body }))
  if (!full) await once(socket, 'drain')
  return !last
}

type Asked = { method: string; path: string; old: boolean; last: boolean; body: Buffer }

/** The whole answer as bytes. */
function response({ method, path, old, last, body }: Asked): Buffer {
  const zeros = path.match(/^\/bytes\/([0-9]{1,7})$/)
  const route = path === '/' || zeros ? 'GET, HEAD' : path === '/echo' ? 'POST' : ''
  const closing = last ? 'Connection: close\r\n' : ''
  const whole = (code: number, content: Uint8Array, more = ''): Buffer =>
    Buffer.concat([
      Buffer.from(`HTTP/1.1 ${code} ${PHRASE.get(code)}\r\nContent-Length: ${content.length}\r\n${more}${closing}\r\n`),
      method === 'HEAD' ? Buffer.alloc(0) : content,
    ])
  if (!route) return whole(404, Buffer.from('nothing here'))
  if (!route.split(', ').includes(method)) return whole(405, Buffer.from('not so'), `Allow: ${route}\r\n`)
  if (path === '/echo') return whole(200, body)
  if (!zeros) return whole(200, Buffer.from('hello'))
  const n = Number(zeros[1])
  const head = `HTTP/1.1 200 OK\r\n${old ? '' : 'Transfer-Encoding: chunked\r\n'}${closing}\r\n`
  if (method === 'HEAD') return Buffer.from(head)
  const content = Buffer.alloc(n)
  if (old) return Buffer.concat([Buffer.from(head), content])
  const chunk = n > 0 ? [Buffer.from(`${n.toString(16)}\r\n`), content, Buffer.from('\r\n')] : []
  return Buffer.concat([Buffer.from(head), ...chunk, Buffer.from('0\r\n\r\n')])
}

async function serve(socket: Socket): Promise<void> {
  const reader = new ByteReader(socket)
  try {
    while (await exchange(socket, reader));
    socket.end()
  } catch (error) {
    if (!(error instanceof Refused)) {
      socket.destroy()
      return
    }
    socket.end(`HTTP/1.1 ${error.code} ${PHRASE.get(error.code)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
  }
  const timer = setTimeout(() => socket.destroy(), 2_000)
  await reader.drain().catch(() => {})
  clearTimeout(timer)
}

export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    void serve(socket)
  })
  server.listen(PORT, HOST)
  await once(server, 'listening')
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
