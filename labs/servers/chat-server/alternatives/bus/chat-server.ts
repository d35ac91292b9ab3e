import { EventEmitter, once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

const LIMITS = { line: 1_000, queue: 1_048_576 }

/** Every member listens on one bus; a client is one async function over its lines. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const bus = new EventEmitter<{ said: [by: string, text: string] }>().setMaxListeners(0)
  const names = new Set<string>()
  const open = new Set<Socket>()

  async function converse(socket: Socket): Promise<void> {
    const input = lines(socket)
    const name = await naming(socket, input)
    if (name === null) return
    bus.emit('said', name, `* ${name} joined`)
    names.add(name)
    const hear = (by: string, text: string): void => {
      if (by === name) return
      socket.write(`${text}\n`)
      if (socket.writableLength > LIMITS.queue) socket.destroy()
    }
    bus.on('said', hear)
    try {
      for await (const line of input) {
        if (line === '/quit') break
        if (line === null) socket.write('ERR long\n')
        else if (line === '/who') socket.write(`${[...names].sort().join(' ')}\n`)
        else bus.emit('said', name, `<${name}> ${line}`)
      }
    } finally {
      bus.off('said', hear)
      names.delete(name)
      bus.emit('said', name, `* ${name} left`)
    }
  }

  async function naming(socket: Socket, input: AsyncGenerator<string | null>): Promise<string | null> {
    for (;;) {
      const { value, done } = await input.next()
      if (done) return null
      if (value !== null && /^[\w一-龥]{1,20}$/.test(value) && !names.has(value)) return value
      socket.write(value === null ? 'ERR long\n' : 'ERR name\n')
    }
  }

  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => open.delete(socket))
    converse(socket)
      .then(() => socket.end())
      .catch(() => socket.destroy())
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

/** Whole lines without control characters; null for one that is too long. What is left at the end is no line. */
async function* lines(socket: Socket): AsyncGenerator<string | null, void> {
  let kept = Buffer.alloc(0)
  let dropped = 0
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    kept = Buffer.concat([kept, chunk as Buffer])
    for (let at = kept.indexOf('\n'); at >= 0; at = kept.indexOf('\n')) {
      const line = kept.subarray(0, at)
      kept = kept.subarray(at + 1)
      yield dropped + line.length > LIMITS.line ? null : line.toString().replaceAll(/\p{Cc}/gu, '')
      dropped = 0
    }
    if (kept.length > LIMITS.line) {
      dropped += kept.length
      kept = Buffer.alloc(0)
    }
  }
}
