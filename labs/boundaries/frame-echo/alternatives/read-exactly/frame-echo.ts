import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export type Env = { HOST: string; PORT: number; ORDER?: 'be' | 'le'; DEADLINE_MS?: number }

class Refusal extends Error {}

/** Exact reads over one socket that is paused except while somebody waits for bytes. */
class Reader {
  private rest: Buffer = Buffer.alloc(0)
  private readonly socket: Socket
  constructor(socket: Socket) {
    this.socket = socket
  }

  /** n bytes, or fewer at the end of the stream. */
  async read(n: number, signal?: AbortSignal): Promise<Buffer> {
    const parts = [this.rest]
    let have = this.rest.length
    while (have < n) {
      const chunk = await this.chunk(signal)
      if (chunk === null) break
      parts.push(chunk)
      have += chunk.length
    }
    const all = Buffer.concat(parts)
    this.rest = all.subarray(n)
    return all.subarray(0, n)
  }

  private async chunk(signal?: AbortSignal): Promise<Buffer | null> {
    for (;;) {
      const chunk: Buffer | null = this.socket.read()
      if (chunk !== null) return chunk
      if (this.socket.readableEnded || this.socket.destroyed) return null
      const stop = new AbortController()
      const signals = signal ? [stop.signal, signal] : [stop.signal]
      const options = { signal: AbortSignal.any(signals) }
      try {
        await Promise.race([
          once(this.socket, 'readable', options),
          once(this.socket, 'end', options),
          once(this.socket, 'close', options),
        ])
      } finally {
        stop.abort()
      }
    }
  }
}

export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => open.delete(socket))
    void converse(socket, env).catch(() => socket.destroy())
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

async function converse(socket: Socket, { ORDER = 'be', DEADLINE_MS = 10_000 }: Env): Promise<void> {
  const reader = new Reader(socket)
  const pack = (payload: Buffer): Buffer => {
    const frame = Buffer.alloc(4 + payload.length)
    if (ORDER === 'le') frame.writeInt32LE(payload.length)
    else frame.writeUInt32BE(payload.length)
    payload.copy(frame, 4)
    return frame
  }
  try {
    for (;;) {
      const first = await reader.read(1)
      if (first.length === 0) break
      const payload = await oneFrame(reader, first, ORDER, DEADLINE_MS)
      if (payload === null) break
      if (!socket.write(pack(payload))) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
      if (socket.destroyed) return
    }
    socket.end()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    socket.end(pack(Buffer.from(`ERR ${error.message}`)))
    socket.removeAllListeners('readable')
    socket.resume()
    await Promise.race([once(socket, 'close'), pause(2_000, undefined, { ref: false })])
    socket.destroy()
  }
}

async function oneFrame(reader: Reader, first: Buffer, order: 'be' | 'le', ms: number): Promise<Buffer | null> {
  const signal = AbortSignal.timeout(ms)
  try {
    const header = Buffer.concat([first, await reader.read(3, signal)])
    if (header.length < 4) return null
    const length = order === 'le' ? header.readInt32LE() : header.readUInt32BE()
    if (length < 0) throw new Refusal('negative')
    if (length > 1 << 20) throw new Refusal('too large')
    const payload = await reader.read(length, signal)
    return payload.length < length ? null : payload
  } catch (error) {
    if (signal.aborted) throw new Refusal('timeout')
    throw error
  }
}
