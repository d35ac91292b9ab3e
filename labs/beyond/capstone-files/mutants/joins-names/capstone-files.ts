import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. */
  SECRET: string
  /** Folder of the files. It exists. */
  DIR: string
  /** Largest file that is taken, bytes. Default 128 MiB. */
  MAX?: number
}

type Request =
  | { cmd: 'list' }
  | { cmd: 'get'; name: string; offset: number }
  | { cmd: 'put'; name: string; size: number; sha256: string }
type Code = 'too-large' | 'bad-request' | 'bad-name' | 'not-found' | 'bad-offset' | 'bad-hash'

const PROOF = 32
const MAX_FRAME = 65_536
const MAX_NAME = 255
const MAX_FILE = 128 << 20
/** Of a file in memory at once, bytes. */
const PIECE = 65_536
const LOGIN_MS = 5_000
const LINGER_MS = 2_000

/** The client is told the code. `ends` when nobody can say where the next request begins. */
class Refusal extends Error {
  readonly ends: boolean
  constructor(code: Code, ends = false) {
    super(code)
    this.ends = ends
  }
}
/** The client went in the middle of something. */
class Gone extends Error {}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket, env).catch(() => socket.destroy())
  })
  server.listen(env.PORT, env.HOST)
  await once(server, 'listening')
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function serve(socket: Socket, env: Env): Promise<void> {
  const reader = new Reader(socket)
  if (await prove(socket, reader, env.SECRET)) await commands(socket, reader, env)
  socket.end()
  const last = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(last))
  await reader.drain()
}

async function prove(socket: Socket, reader: Reader, secret: string): Promise<boolean> {
  const challenge = randomBytes(PROOF)
  socket.write(challenge)
  const late = setTimeout(() => socket.destroy(), LOGIN_MS)
  try {
    const response = await reader.exactly(PROOF)
    const right = timingSafeEqual(response, createHmac('sha256', secret).update(challenge).digest())
    socket.write(right ? 'OK\n' : 'NO\n')
    return right
  } finally {
    clearTimeout(late)
  }
}

/** One request after the other, so that answers keep their order. */
async function commands(socket: Socket, reader: Reader, env: Env): Promise<void> {
  while (await reader.some()) {
    try {
      const length = (await reader.exactly(4)).readUInt32BE()
      if (length > MAX_FRAME) throw new Refusal('too-large', true)
      const request = parse(await reader.exactly(length))
      if (request.cmd === 'list') await answer(socket, { ok: true, files: await list(env.DIR) })
      else if (request.cmd === 'get') await give(socket, env.DIR, request.name, request.offset)
      else await answer(socket, { ok: true, size: await take(reader, env, request) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await answer(socket, { ok: false, error: error.message })
      if (error.ends) return
    }
  }
}

/** The request in a payload. Throws Refusal. */
function parse(payload: Uint8Array): Request {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    throw new Refusal('bad-request', true)
  }
  if (typeof value !== 'object' || value === null) throw new Refusal('bad-request', true)
  const { cmd, name, offset = 0, size, sha256 } = value as Record<string, unknown>
  if (cmd === 'list') return { cmd }
  if (typeof name !== 'string') throw new Refusal('bad-request', true)
  if (cmd === 'get' && isCount(offset)) return { cmd, name, offset }
  if (cmd === 'put' && isCount(size) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256))
    return { cmd, name, size, sha256 }
  throw new Refusal('bad-request', true)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** A name in one folder and nothing else; those with a dot in front are the server's own. */
function isPlain(name: string): boolean {
  if (name === '' || name.startsWith('.')) return false
  if ([...name].some((character) => character < ' ' || character === '\u007f')) return false
  return Buffer.byteLength(name) <= MAX_NAME
}

async function list(folder: string): Promise<{ name: string; size: number }[]> {
  const files: { name: string; size: number }[] = []
  for (const name of (await readdir(folder)).filter(isPlain).sort()) {
    const about = await lstat(join(folder, name)).catch(() => null) // it may have gone meanwhile
    if (about?.isFile()) files.push({ name, size: about.size })
  }
  return files
}

/** Head and content come from one open file: whoever puts another in its place does not disturb. */
async function give(socket: Socket, folder: string, name: string, offset: number): Promise<void> {
  if (!isPlain(name)) throw new Refusal('bad-name')
  const file = await opened(join(folder, name))
  try {
    const about = await file.stat()
    if (!about.isFile()) throw new Refusal('not-found')
    if (offset > about.size) throw new Refusal('bad-offset')
    const hash = createHash('sha256')
    const piece = Buffer.alloc(PIECE) // one for all: what is hashed needs no copy
    for await (const length of lengths(file, piece, about.size)) hash.update(piece.subarray(0, length))
    await answer(socket, { ok: true, size: about.size, sha256: hash.digest('hex') })
    for await (const piece of pieces(file, offset, about.size)) await written(socket, piece)
  } finally {
    await file.close()
  }
}

/** O_NOFOLLOW: a link is no file of ours, wherever it leads. O_NONBLOCK: a named pipe must not keep us (open(2)). */
function opened(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => {
    throw new Refusal('not-found')
  })
}

/** Reads the file into one buffer, again and again; yields how much of it counts. */
async function* lengths(file: FileHandle, into: Buffer, size: number): AsyncGenerator<number> {
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(into, { position: at })
    if (bytesRead === 0) throw new Gone('the file became shorter')
    at += bytesRead
    yield bytesRead
  }
}

async function* pieces(file: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(PIECE, to - at)), { position: at })
    if (bytesRead === 0) throw new Gone('the file became shorter')
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** Into a file of another name first; it gets its own once it is complete, or it is deleted. */
async function take(reader: Reader, env: Env, request: Request & { cmd: 'put' }): Promise<number> {
  const { name, size, sha256 } = request
  if (!isPlain(name)) throw new Refusal('bad-name', true)
  if (size > (env.MAX ?? MAX_FILE)) throw new Refusal('too-large', true)
  const temporary = join(env.DIR, `.${randomUUID()}.part`)
  const file = await open(temporary, 'wx')
  try {
    const hash = createHash('sha256')
    try {
      for (let left = size; left > 0; ) {
        const piece = await reader.upTo(left)
        hash.update(piece)
        await file.appendFile(piece)
        left -= piece.length
      }
    } finally {
      await file.close()
    }
    if (hash.digest('hex') !== sha256) throw new Refusal('bad-hash')
    await rename(temporary, join(env.DIR, name))
    return size
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function answer(socket: Socket, value: object): Promise<void> {
  const payload = Buffer.from(JSON.stringify(value))
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(payload.length)
  return written(socket, Buffer.concat([prefix, payload]))
}

/** Waits while the client does not read. */
async function written(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (!socket.writable) throw new Gone()
  if (socket.write(bytes)) return
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  socket.once('close', leave)
  await once(socket, 'drain', { signal: gone.signal }).finally(() => socket.off('close', leave))
}

/** Exact reads, and pieces of any size. While nobody asks, the socket is not read. */
class Reader {
  readonly #chunks: AsyncIterator<Buffer>
  #kept: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  async some(): Promise<boolean> {
    return this.#kept.length > 0 || (await this.#more())
  }

  async exactly(n: number): Promise<Buffer> {
    while (this.#kept.length < n) if (!(await this.#more())) throw new Gone()
    return this.#cutOff(n)
  }

  async upTo(n: number): Promise<Buffer> {
    if (!(await this.some())) throw new Gone()
    return this.#cutOff(n)
  }

  async drain(): Promise<void> {
    while (await this.#more()) this.#kept = Buffer.alloc(0)
  }

  #cutOff(n: number): Buffer {
    const part = this.#kept.subarray(0, n)
    this.#kept = this.#kept.subarray(n)
    return part
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (done) return false
    this.#kept = this.#kept.length === 0 ? value : Buffer.concat([this.#kept, value])
    return true
  }
}
