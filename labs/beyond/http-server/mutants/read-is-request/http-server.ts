import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

const HEAD_MAX = 8_192
const BODY_MAX = 1_048_576
const PIECE = 16_384
const LINGER_MS = 2_000
const BLANK_LINE = '\r\n\r\n'
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT']
const REASONS: Record<number, string> = {
  200: 'OK',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
}

/** A request that is answered with an error, after which the connection ends. */
class Refusal extends Error {
  status: number
  constructor(status: number) {
    super(REASONS[status])
    this.status = status
  }
}

type Request = {
  method: string
  path: string
  old: boolean
  body: number | 'chunked'
  last: boolean
  asks: boolean
}

/** The head's text without its blank line. Throws Refusal. */
function parseHead(text: string): Request {
  const [first = '', ...lines] = text.split('\r\n')
  const line = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/1\.([01])$/.exec(first)
  if (!line) throw new Refusal(400)
  const [, method = '', path = '', minor] = line
  const fields = new Map<string, string[]>()
  for (const one of lines) {
    const colon = one.indexOf(':')
    const name = one.slice(0, Math.max(0, colon)).toLowerCase()
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw new Refusal(400)
    fields.set(name, [...(fields.get(name) ?? []), one.slice(colon + 1).trim()])
  }
  const old = minor === '0'
  const hosts = fields.get('host')?.length ?? 0
  if (hosts > 1 || (hosts === 0 && !old)) throw new Refusal(400)
  const has = (name: string, word: string): boolean =>
    (fields.get(name) ?? []).some((value) =>
      value
        .toLowerCase()
        .split(/\s*,\s*/)
        .includes(word),
    )
  const body = bodyOf(fields)
  if (!METHODS.includes(method)) throw new Refusal(501)
  return {
    method,
    path,
    old,
    body,
    last: old || has('connection', 'close'),
    asks: has('expect', '100-continue') && !old,
  }
}

/** How long the body is, in bytes, or that it says so itself. Throws Refusal. */
function bodyOf(fields: Map<string, string[]>): number | 'chunked' {
  const lengths = fields.get('content-length') ?? []
  const coding = fields.get('transfer-encoding')
  if (coding && lengths.length > 0) throw new Refusal(400)
  if (coding) {
    if (coding.join().toLowerCase() !== 'chunked') throw new Refusal(501)
    return 'chunked'
  }
  if (lengths.length === 0) return 0
  if (lengths.some((length) => !/^\d+$/.test(length) || length !== lengths[0])) throw new Refusal(400)
  const length = Number(lengths[0])
  if (length > BODY_MAX) throw new Refusal(413)
  return length
}

/** Status line and headers, ready to be written. */
function headOf(status: number, fields: string[], last: boolean): string {
  const all = [`HTTP/1.1 ${status} ${REASONS[status]}`, ...fields, ...(last ? ['Connection: close'] : [])]
  return all.join('\r\n') + BLANK_LINE
}

/** n zero bytes in chunks; to HTTP/1.0, which knows none, up to the end of the connection. */
function sendZeros(socket: Socket, { method, old, last }: Request, n: number): void {
  socket.write(headOf(200, old ? [] : ['Transfer-Encoding: chunked'], last))
  if (method === 'HEAD') return
  for (let left = n; left > 0; left -= PIECE) {
    const piece = Buffer.alloc(Math.min(left, PIECE))
    if (!old) socket.write(`${piece.length.toString(16)}\r\n`)
    socket.write(piece)
    if (!old) socket.write('\r\n')
  }
  if (!old) socket.write(`0${BLANK_LINE}`)
}

/** Answers one whole request. */
function answer(socket: Socket, request: Request, body: Buffer): void {
  const { method, path, last } = request
  const send = (status: number, fields: string[], content: Uint8Array): void => {
    socket.write(headOf(status, [...fields, `Content-Length: ${content.length}`], last))
    if (method !== 'HEAD') socket.write(content)
  }
  const wanted = /^\/bytes\/(\d{1,7})$/.exec(path)
  const allowed = path === '/echo' ? ['POST'] : path === '/' || wanted ? ['GET', 'HEAD'] : []
  if (allowed.length === 0) send(404, [], Buffer.from('not found\n'))
  else if (!allowed.includes(method)) send(405, [`Allow: ${allowed.join(', ')}`], Buffer.from('not allowed\n'))
  else if (method === 'POST') send(200, [], body)
  else if (!wanted) send(200, [], Buffer.from('hello'))
  else sendZeros(socket, request, Number(wanted[1]))
}

/** One connection: a state machine over the bytes that wait. */
function serve(socket: Socket): void {
  let waiting: Buffer = Buffer.alloc(0)
  let state: 'head' | 'size' | 'data' | 'data-end' | 'trailer' | 'over' = 'head'
  let request: Request | undefined
  let parts: Buffer[] = []
  let size = 0
  let left = 0

  const take = (n: number): Buffer => {
    const part = waiting.subarray(0, n)
    waiting = waiting.subarray(n)
    return part
  }
  const takeLine = (): string | undefined => {
    const end = waiting.indexOf('\r\n')
    if (end > HEAD_MAX || (end < 0 && waiting.length > HEAD_MAX)) throw new Refusal(400)
    return end < 0
      ? undefined
      : take(end + 2)
          .toString('latin1')
          .slice(0, -2)
  }
  /** Sends FIN, and goes on reading for a while: unread bytes would turn the FIN into an RST. */
  const finish = (): void => {
    state = 'over'
    waiting = Buffer.alloc(0)
    socket.end()
    const timer = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(timer))
  }
  const reply = (): void => {
    if (!request) return
    answer(socket, request, Buffer.concat(parts))
    parts = []
    waiting = Buffer.alloc(0)
    state = 'head'
    if (request.last) finish()
  }

  const readHead = (): boolean => {
    const end = waiting.indexOf(BLANK_LINE)
    if (end < 0 ? waiting.length >= HEAD_MAX : end + 4 > HEAD_MAX) throw new Refusal(431)
    if (end < 0) return false
    request = parseHead(
      take(end + 4)
        .toString('latin1')
        .slice(0, -4),
    )
    size = 0
    left = request.body === 'chunked' ? 0 : request.body
    state = request.body === 'chunked' ? 'size' : 'data'
    if (request.asks && request.body !== 0) socket.write(`HTTP/1.1 100 Continue${BLANK_LINE}`)
    return true
  }
  const readSize = (): boolean => {
    const line = takeLine()
    if (line === undefined) return false
    const digits = /^([0-9a-f]{1,8})[ \t]*(;.*)?$/i.exec(line)
    if (!digits) throw new Refusal(400)
    left = Number.parseInt(digits[1] ?? '', 16)
    if (size + left > BODY_MAX) throw new Refusal(413)
    state = left > 0 ? 'data' : 'trailer'
    return true
  }
  const readData = (): boolean => {
    if (left > 0 && waiting.length === 0) return false
    const part = take(left)
    parts.push(part)
    size += part.length
    left -= part.length
    if (left > 0) return false
    if (request?.body === 'chunked') state = 'data-end'
    else reply()
    return true
  }
  /** The line after a chunk is empty; an empty one among the trailers ends the body. */
  const readLine = (): boolean => {
    const line = takeLine()
    if (line === undefined) return false
    if (state === 'data-end') {
      if (line !== '') throw new Refusal(400)
      state = 'size'
    } else if (line === '') reply()
    return true
  }
  const step = (): boolean => {
    if (state === 'over') return false
    if (state === 'head') return waiting.length > 0 && readHead()
    if (state === 'size') return readSize()
    return state === 'data' ? readData() : readLine()
  }

  socket.on('data', (chunk: Buffer) => {
    if (state === 'over') return
    waiting = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk
    try {
      while (step());
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 400
      const text = `${REASONS[status]}\n`
      socket.write(headOf(status, [`Content-Length: ${text.length}`], true) + text)
      finish()
    }
  })
  socket.on('end', () => {
    if (state !== 'over') finish()
  })
  socket.on('error', () => socket.destroy())
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket)
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(env.PORT, env.HOST, done)
  })
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
