import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type Env = { HOST: string; PORT: number; IDLE_MS?: number; DEADLINE_MS?: number; MAX_CLIENTS?: number }

/** One AbortController for each client's waiting, one for the whole server's stop. */
export async function start(env: Env): Promise<{ close(graceMs: number): Promise<void> }> {
  const { IDLE_MS = 2_000, DEADLINE_MS = 3_000, MAX_CLIENTS = 50 } = env
  const stopping = new AbortController()
  const open = new Set<Socket>()
  const serving = new Set<Socket>()
  const tasks = new Set<Promise<void>>()

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      open.delete(socket)
      serving.delete(socket)
    })
    if (serving.size >= MAX_CLIENTS) {
      socket.end('BUSY\n')
      socket.once('finish', () => setTimeout(() => socket.destroy(), 200).unref())
      socket.resume()
      return
    }
    serving.add(socket)
    const task = converse(socket).finally(() => {
      tasks.delete(task)
      socket.destroySoon()
    })
    tasks.add(task)
  })

  async function converse(socket: Socket): Promise<void> {
    const gone = new AbortController()
    socket.once('close', () => gone.abort())
    let line = ''
    let begun = 0
    while (!stopping.signal.aborted && !gone.signal.aborted) {
      const waitMs = line === '' ? IDLE_MS : Math.min(IDLE_MS, begun + DEADLINE_MS - performance.now())
      const text = await next(socket, AbortSignal.any([gone.signal, stopping.signal]), Math.max(0, waitMs))
      if (text === null) break
      if (line === '') begun = performance.now()
      line += text
      const lines = line.split('\n')
      line = lines.pop() ?? ''
      if (lines.length > 0) begun = performance.now()
      for (const whole of lines) {
        if (gone.signal.aborted) return
        const ms = /^SLOW (\d+)$/.exec(whole)?.[1]
        if (ms !== undefined) await sleep(Number(ms), undefined, { signal: gone.signal }).catch(() => {})
        socket.write(ms === undefined ? `${whole}\n` : 'DONE\n')
        if (stopping.signal.aborted) return
      }
      if (line !== '' && performance.now() > begun + DEADLINE_MS) break
    }
  }

  server.listen(env.PORT, env.HOST)
  await once(server, 'listening')
  let closing: Promise<void> | undefined
  const stop = async (graceMs: number): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    stopping.abort()
    for (const socket of open) if (!serving.has(socket)) socket.destroy()
    const over = new AbortController()
    const cut = sleep(graceMs, undefined, { signal: over.signal }).then(
      () => {
        for (const socket of open) socket.destroy()
      },
      () => {},
    )
    await closed
    over.abort()
    await Promise.all([cut, ...tasks])
  }
  return {
    close(graceMs) {
      closing ??= stop(graceMs)
      return closing
    },
  }
}

/** The next text; null when the stream has ended, the time is over or the signal aborts. */
async function next(socket: Socket, signal: AbortSignal, ms: number): Promise<string | null> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  try {
    for (;;) {
      const chunk = socket.read() as Buffer | null
      if (chunk !== null) return chunk.toString()
      if (socket.readableEnded || socket.destroyed || either.aborted) return null
      const event = await Promise.race([
        once(socket, 'readable', { signal: either }).then(() => 'readable'),
        once(socket, 'end', { signal: either }).then(() => 'end'),
        sleep(ms, 'late', { signal: either }),
      ])
      if (event !== 'readable') return null
    }
  } catch {
    return null
  } finally {
    stop.abort()
  }
}
