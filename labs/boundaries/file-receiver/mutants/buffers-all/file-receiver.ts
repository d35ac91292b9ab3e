import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { open, rename, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'

export type Env = {
  HOST: string
  PORT: number
  /** Folder the files go to. It exists. */
  DIR: string
  /** Byte order of the lengths: "le" (default, signed) or "be" (unsigned). */
  ORDER?: 'le' | 'be'
  /** Largest file, bytes. Default 128 MiB. */
  MAX?: number
}
type Header = { filename: string; filesize: number; sha256?: string }

const MAX_HEADER = 65_536
const MAX_NAME = 255
const MAX_FILE = 128 << 20
const LINGER_MS = 2_000

/** The sender is at fault; the message is the code it is told. */
class Refusal extends Error {}
class Truncated extends Error {}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    void serve(socket, env).catch(() => socket.destroy())
  })
  server.listen(env.PORT, env.HOST)
  await once(server, 'listening')
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function serve(socket: Socket, env: Env): Promise<void> {
  const reader = new Reader(socket)
  const big = env.ORDER === 'be'
  const answer = (value: object): void => {
    const payload = Buffer.from(JSON.stringify(value))
    const head = Buffer.alloc(4)
    if (big) head.writeUInt32BE(payload.length)
    else head.writeInt32LE(payload.length)
    socket.write(Buffer.concat([head, payload]))
  }
  while (await reader.some()) {
    try {
      const head = await reader.exactly(4)
      const length = big ? head.readUInt32BE() : head.readInt32LE()
      if (length < 0) throw new Refusal('header-negative')
      if (length > MAX_HEADER) throw new Refusal('header-too-large')
      const header = parse(await reader.exactly(length), env.MAX ?? MAX_FILE)
      await store(reader, header, env.DIR)
      answer({ ok: true, received: header.filesize })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      answer({ ok: false, error: error.message })
      if (error.message !== 'bad-hash') break
    }
  }
  socket.end()
  const last = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(last))
  await reader.drain()
}

/** The header, checked. Throws Refusal. */
function parse(bytes: Uint8Array, max: number): Header {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Refusal('bad-header')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('bad-header')
  const { filename, filesize, sha256 } = value as Record<string, unknown>
  if (typeof filename !== 'string') throw new Refusal('bad-header')
  if (typeof filesize !== 'number' || !Number.isSafeInteger(filesize) || filesize < 0) throw new Refusal('bad-header')
  if (sha256 !== undefined && (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)))
    throw new Refusal('bad-header')
  if (!isPlain(filename)) throw new Refusal('bad-name')
  if (filesize > max) throw new Refusal('too-large')
  return { filename, filesize, sha256: sha256?.toLowerCase() }
}

/** A name in one folder and nothing else. */
function isPlain(name: string): boolean {
  if (name === '' || name.startsWith('.') || name.includes('/') || name.includes('\\')) return false
  if ([...name].some((character) => character < ' ' || character === '\u007f')) return false
  return Buffer.byteLength(name) <= MAX_NAME
}

/** Into a file of another name first; it gets its own once it is complete, or it is deleted. */
async function store(reader: Reader, { filename, filesize, sha256 }: Header, folder: string): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}.part`)
  try {
    const file = await open(temporary, 'wx').catch(ioFault)
    try {
      const hash = createHash('sha256')
      const content = await reader.exactly(filesize)
      await file.appendFile(content).catch(ioFault)
      hash.update(content)
      if (sha256 !== undefined && hash.digest('hex') !== sha256) throw new Refusal('bad-hash')
    } finally {
      await file.close()
    }
    await rename(temporary, join(folder, filename)).catch(ioFault)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function ioFault(): never {
  throw new Refusal('io')
}

/** Exact reads, and pieces of any size. While nobody asks, the socket is not read. */
class Reader {
  readonly #chunks: AsyncIterator<Buffer>
  #kept: Buffer[] = []
  #have = 0

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  async some(): Promise<boolean> {
    return this.#have > 0 || (await this.#more())
  }

  async exactly(n: number): Promise<Buffer> {
    while (this.#have < n) if (!(await this.#more())) throw new Truncated()
    const all = Buffer.concat(this.#kept)
    this.#kept = all.length > n ? [all.subarray(n)] : []
    this.#have -= n
    return all.subarray(0, n)
  }

  async upTo(n: number): Promise<Buffer> {
    if (!(await this.some())) throw new Truncated()
    return this.exactly(Math.min(n, this.#have))
  }

  async drain(): Promise<void> {
    while (await this.#more()) this.#kept = []
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (done) return false
    this.#kept.push(value)
    this.#have += value.length
    return true
  }
}
