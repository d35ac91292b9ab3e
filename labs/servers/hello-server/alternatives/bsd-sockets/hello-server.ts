import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, type Socket, socket } from 'wirebook/socket'

export type Env = { HOST: string; PORT: number; PAUSE_MS?: number }

export async function start({ HOST, PORT, PAUSE_MS = 1_000 }: Env): Promise<{ close(): Promise<void> }> {
  const listener = socket(AF_INET, SOCK_STREAM)
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
  listener.bind([HOST, PORT])
  listener.listen(5)
  console.log('Waiting for connection...')
  const stop = new AbortController()
  const open = new Set<Socket>()
  const running = new Set<Promise<void>>()
  const pause = () => sleep(PAUSE_MS, undefined, { signal: stop.signal })

  const accepting = acceptAll().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })

  async function acceptAll(): Promise<void> {
    for (;;) {
      const [connection, [host, port]] = await listener.acceptAsync()
      open.add(connection)
      // Started, not awaited: the next accept must not wait for this conversation.
      const work = greet(connection, `${host}:${port}`, pause).finally(() => {
        open.delete(connection)
        running.delete(work)
      })
      running.add(work)
    }
  }
  return {
    async close() {
      stop.abort()
      listener.close()
      for (const connection of open) connection.close()
      await Promise.all([accepting, ...running])
    },
  }
}

/** One recv(1024) is taken for one message: the protocol has no boundaries. */
async function greet(connection: Socket, peer: string, pause: () => Promise<void>): Promise<void> {
  console.log(`Accept new connection from ${peer}...`)
  try {
    await connection.sendallAsync(Buffer.from('Welcome!'))
    for (;;) {
      const message = await connection.recvAsync(1024)
      await pause()
      if (message.length === 0 || message.toString() === 'exit') break
      await connection.sendallAsync(Buffer.concat([Buffer.from('Hello, '), message, Buffer.from('!')]))
    }
  } catch {
    // Reset by the client, or closed by close(): this connection is over, the others are not.
  } finally {
    connection.close()
    console.log(`Connection from ${peer} closed.`)
  }
}
