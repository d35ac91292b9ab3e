import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. It must never be sent. */
  SECRET: string
}

const BYTES = 32
const VERDICT = 3

class Closed extends Error {}

/** Exact reads; what came too much is kept for the next one. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>
  #kept: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  async exactly(n: number): Promise<Buffer> {
    while (this.#kept.length < n) {
      const { done, value } = await this.#chunks.next()
      if (done) throw new Closed('the server closed too early')
      this.#kept = Buffer.concat([this.#kept, value])
    }
    const taken = this.#kept.subarray(0, n)
    this.#kept = this.#kept.subarray(n)
    return taken
  }
}

/** Proves itself, sends one frame, prints its echo. 0: done; 1: the server said NO; 2: it closed too early. */
export async function main(env: Env): Promise<number> {
  const socket = connect(env.PORT, env.HOST)
  try {
    await once(socket, 'connect')
    return await talk(socket, env.SECRET)
  } catch {
    return 2
  } finally {
    socket.destroy()
  }
}

async function talk(socket: Socket, secret: string): Promise<number> {
  const reader = new ByteReader(socket)
  const challenge = await reader.exactly(BYTES)
  socket.write(secret.padEnd(BYTES))
  const verdict = await reader.exactly(VERDICT)
  if (verdict.toString('latin1') !== 'OK\n') return 1
  const payload = Buffer.from('hello')
  const header = Buffer.alloc(4)
  header.writeUInt32BE(payload.length)
  socket.write(Buffer.concat([header, payload]))
  const length = (await reader.exactly(4)).readUInt32BE()
  console.log((await reader.exactly(length)).toString())
  return 0
}
