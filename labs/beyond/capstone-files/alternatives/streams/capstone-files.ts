import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { constants, createWriteStream } from 'node:fs'
import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { basename, join } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'

export type Env = { HOST: string; PORT: number; SECRET: string; DIR: string; MAX?: number }
type Fields = Record<string, unknown>

const LIMITS = { frame: 65_536, file: 128 << 20, loginMs: 5_000, lingerMs: 2_000 }
/** After these the next request can be found. */
const IN_STEP = new Set(['bad-hash', 'not-found', 'bad-offset'])

class Refusal extends Error {}

/** Files as streams: pipeline carries them, and waits where somebody is slow. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    new Client(socket, env).run().catch(() => socket.destroy())
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(env.PORT, env.HOST, done)
  })
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of open) socket.destroy()
      }),
  }
}

class Client {
  private readonly socket: Socket
  private readonly env: Env
  private readonly chunks: AsyncIterator<Buffer>
  private kept: Buffer = Buffer.alloc(0)

  constructor(socket: Socket, env: Env) {
    this.socket = socket
    this.env = env
    this.chunks = socket.iterator({ destroyOnReturn: false })
  }

  async run(): Promise<void> {
    const { socket } = this
    const challenge = randomBytes(32)
    socket.write(challenge)
    const late = setTimeout(() => socket.destroy(), LIMITS.loginMs)
    const response = await this.exactly(32).finally(() => clearTimeout(late))
    const right = timingSafeEqual(response, createHmac('sha256', this.env.SECRET).update(challenge).digest())
    socket.write(right ? 'OK\n' : 'NO\n')
    if (right) while (await this.request());
    socket.end()
    const last = setTimeout(() => socket.destroy(), LIMITS.lingerMs)
    socket.once('close', () => clearTimeout(last))
    while (await this.more()) this.kept = Buffer.alloc(0)
  }

  /** Answers one request. False when it was the last. */
  private async request(): Promise<boolean> {
    if (this.kept.length === 0 && !(await this.more())) return false
    let cmd: unknown
    try {
      const length = (await this.exactly(4)).readUInt32BE()
      if (length > LIMITS.frame) throw new Refusal('too-large')
      const fields = fieldsOf(await this.exactly(length))
      cmd = fields.cmd
      if (cmd === 'list') this.answer({ ok: true, files: await this.list() })
      else if (cmd === 'get') await this.get(fields)
      else if (cmd === 'put') await this.put(fields)
      else throw new Refusal('bad-request')
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.answer({ ok: false, error: error.message })
      return IN_STEP.has(error.message) || (cmd === 'get' && error.message === 'bad-name')
    }
  }

  private async list(): Promise<Fields[]> {
    const entries = await readdir(this.env.DIR, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isFile() && isPlain(entry.name)).map(({ name }) => name)
    const sizes = await Promise.all(names.map((name) => stat(join(this.env.DIR, name)).catch(() => null)))
    return names
      .flatMap((name, i) => (sizes[i] ? [{ name, size: sizes[i].size }] : []))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  private async get({ name, offset = 0 }: Fields): Promise<void> {
    if (typeof name !== 'string' || !isCount(offset)) throw new Refusal('bad-request')
    if (!isPlain(name)) throw new Refusal('bad-name')
    const path = join(await realpath(this.env.DIR), name)
    if ((await realpath(path).catch(() => null)) !== path) throw new Refusal('not-found')
    const file = await open(path, constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null)
    if (file === null) throw new Refusal('not-found')
    try {
      const about = await file.stat()
      if (!about.isFile()) throw new Refusal('not-found')
      if (offset > about.size) throw new Refusal('bad-offset')
      const hash = createHash('sha256')
      if (about.size > 0)
        for await (const part of file.createReadStream({ start: 0, end: about.size - 1, autoClose: false }))
          hash.update(part as Buffer)
      this.answer({ ok: true, size: about.size, sha256: hash.digest('hex') })
      if (offset === about.size) return
      const content = file.createReadStream({ start: offset, end: about.size - 1, autoClose: false })
      await pipeline(content, this.socket, { end: false })
    } finally {
      await file.close()
    }
  }

  private async put({ name, size, sha256 }: Fields): Promise<void> {
    if (typeof name !== 'string' || !isCount(size)) throw new Refusal('bad-request')
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) throw new Refusal('bad-request')
    if (!isPlain(name)) throw new Refusal('bad-name')
    if (size > (this.env.MAX ?? LIMITS.file)) throw new Refusal('too-large')
    const temporary = join(this.env.DIR, `.${randomUUID()}`)
    const file = createWriteStream(temporary, { flags: 'wx' })
    const hash = createHash('sha256')
    try {
      await pipeline(
        this.content(size),
        async function* (parts) {
          for await (const part of parts) {
            hash.update(part)
            yield part
          }
        },
        file,
      )
      if (hash.digest('hex') !== sha256) throw new Refusal('bad-hash')
      await rename(temporary, join(this.env.DIR, name))
    } catch (error) {
      await finished(file).catch(() => {})
      await rm(temporary, { force: true })
      throw error
    }
    this.answer({ ok: true, size })
  }

  private answer(value: Fields): void {
    const payload = Buffer.from(JSON.stringify(value))
    const prefix = Buffer.alloc(4)
    prefix.writeUInt32BE(payload.length)
    this.socket.write(Buffer.concat([prefix, payload]))
  }

  /** The next n bytes of the stream in whatever pieces they come. */
  private async *content(n: number): AsyncGenerator<Buffer> {
    for (let left = n; left > 0; ) {
      if (this.kept.length === 0 && !(await this.more())) throw new Error('cut off')
      const part = this.cut(left)
      left -= part.length
      yield part
    }
  }

  private async exactly(n: number): Promise<Buffer> {
    while (this.kept.length < n) if (!(await this.more())) throw new Error('cut off')
    return this.cut(n)
  }

  private cut(n: number): Buffer {
    const part = this.kept.subarray(0, n)
    this.kept = this.kept.subarray(n)
    return part
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.chunks.next()
    if (!done) this.kept = Buffer.concat([this.kept, value])
    return !done
  }
}

function fieldsOf(payload: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isPlain(name: string): boolean {
  return basename(name) === name && /^[^.\\\p{Cc}][^\\\p{Cc}]*$/u.test(name) && Buffer.byteLength(name) <= 255
}
