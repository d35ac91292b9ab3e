import { createHash, type Hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, rmSync, type WriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { basename } from 'node:path'

export type Env = { HOST: string; PORT: number; DIR: string; ORDER?: 'le' | 'be'; MAX?: number }

class Refusal extends Error {}

type Head = { kind: 'length' | 'header'; bytes: Buffer; have: number }
type Content = {
  kind: 'content'
  left: number
  size: number
  out: WriteStream
  hash: Hash
  path: string
  sha256: unknown
}

/** One connection as a machine of three states, driven by whatever chunks come. */
class Machine {
  private state: Head | Content = { kind: 'length', bytes: Buffer.alloc(4), have: 0 }
  private readonly env: Env
  readonly answer: (value: object) => void

  constructor(env: Env, answer: (value: object) => void) {
    this.env = env
    this.answer = answer
  }

  async take(chunk: Buffer): Promise<void> {
    let rest = chunk
    do {
      rest = this.state.kind === 'content' ? await this.content(this.state, rest) : await this.head(this.state, rest)
    } while (rest.length > 0)
  }

  /** Forgets a file that is not complete. */
  abandon(): void {
    if (this.state.kind !== 'content') return
    const { out } = this.state
    out.destroy()
    rmSync(out.path, { force: true })
  }

  private async head(state: Head, chunk: Buffer): Promise<Buffer> {
    const used = chunk.copy(state.bytes, state.have, 0, state.bytes.length - state.have)
    state.have += used
    if (state.have === state.bytes.length) {
      if (state.kind === 'length')
        this.state = { kind: 'header', bytes: Buffer.alloc(this.length(state.bytes)), have: 0 }
      else await this.begin(state.bytes)
    }
    return chunk.subarray(used)
  }

  private length(four: Buffer): number {
    const length = this.env.ORDER === 'be' ? four.readUInt32BE() : four.readInt32LE()
    if (length < 0) throw new Refusal('header-negative')
    if (length > 1 << 16) throw new Refusal('header-too-large')
    if (length === 0) throw new Refusal('bad-header')
    return length
  }

  private async begin(bytes: Buffer): Promise<void> {
    const { filename, filesize, sha256 } = fields(bytes)
    if (typeof filename !== 'string' || !Number.isSafeInteger(filesize) || (filesize as number) < 0)
      throw new Refusal('bad-header')
    if (sha256 !== undefined && !/^[0-9a-fA-F]{64}$/.test(String(sha256))) throw new Refusal('bad-header')
    const bad = basename(filename) !== filename || /^\.|[\\\u0000-\u001f\u007f]/.test(filename) || filename === ''
    if (bad || Buffer.byteLength(filename) > 255) throw new Refusal('bad-name')
    const size = filesize as number
    if (size > (this.env.MAX ?? 128 << 20)) throw new Refusal('too-large')
    const out = createWriteStream(`${this.env.DIR}/.${randomBytes(12).toString('hex')}`, { flags: 'wx' })
    out.on('error', () => {})
    await once(out, 'open').catch(() => Promise.reject(new Refusal('io')))
    const path = `${this.env.DIR}/${filename}`
    this.state = { kind: 'content', left: size, size, out, hash: createHash('sha256'), path, sha256 }
    if (size === 0) await this.finish(this.state)
  }

  private async content(state: Content, chunk: Buffer): Promise<Buffer> {
    const part = chunk.subarray(0, state.left)
    state.left -= part.length
    state.hash.update(part)
    if (!state.out.write(part)) await once(state.out, 'drain')
    if (state.left === 0) await this.finish(state)
    return chunk.subarray(part.length)
  }

  private async finish(state: Content): Promise<void> {
    state.out.end()
    await once(state.out, 'close')
    this.state = { kind: 'length', bytes: Buffer.alloc(4), have: 0 }
    if (typeof state.sha256 === 'string' && state.hash.digest('hex') !== state.sha256.toLowerCase()) {
      rmSync(state.out.path)
      this.answer({ ok: false, error: 'bad-hash' })
    } else {
      await rename(state.out.path, state.path)
      this.answer({ ok: true, received: state.size })
    }
  }
}

function fields(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // The same answer as for any other value.
  }
  throw new Refusal('bad-header')
}

export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true })
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => {})
    const machine = new Machine(env, (value) => {
      const text = Buffer.from(JSON.stringify(value))
      const frame = Buffer.alloc(4 + text.length)
      if (env.ORDER === 'be') frame.writeUInt32BE(text.length)
      else frame.writeInt32LE(text.length)
      text.copy(frame, 4)
      socket.write(frame)
    })
    void converse(socket, machine).catch(() => socket.destroy())
  })
  server.listen(env.PORT, env.HOST)
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

async function converse(socket: Socket, machine: Machine): Promise<void> {
  let refused = false
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      if (refused) continue
      try {
        await machine.take(chunk)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        refused = true
        machine.answer({ ok: false, error: error.message })
        socket.end()
        const last = setTimeout(() => socket.destroy(), 2_000)
        socket.once('close', () => clearTimeout(last))
      }
    }
    socket.end()
  } finally {
    machine.abandon()
  }
}
