/** Client exercises: the spec listens, the submission's function connects, prints and ends. */
import { createServer, type Server } from 'node:net'
import { NotSeen } from './faults.ts'
import { Grading, type Opened } from './grading.ts'
import { Peer, WITHIN_MS, type Within } from './peer.ts'
import { freePort, HOST } from './ports.ts'
import { say } from './say.ts'

/** Without `until`, what was printed counts as whole after so long without more of it, ms. */
const QUIET_MS = 20

export class Listener implements Opened {
  readonly port: number
  readonly #server: Server
  readonly #arrived: Peer[] = []
  readonly #waiting: ((peer: Peer) => void)[] = []

  constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
    server.on('connection', (socket) => {
      const peer = new Peer(socket)
      const waiting = this.#waiting.shift()
      if (waiting) waiting(peer)
      else this.#arrived.push(peer)
    })
  }

  /** The next connection of the learner's program. */
  async accept({ within = WITHIN_MS }: Within = {}): Promise<Peer> {
    const grading = Grading.current()
    return grading.opened(this.#arrived.shift() ?? (await this.#next(within)))
  }

  /** Connections that came and were not accepted yet. */
  get waiting(): number {
    return this.#arrived.length
  }

  destroy(): void {
    for (const peer of this.#arrived) peer.destroy()
    this.#server.close()
  }

  pending(): string {
    return this.#waiting.length > 0 ? say(`a connection to port ${this.port}`, `连接到端口 ${this.port}`) : ''
  }

  #next(within: number): Promise<Peer> {
    return new Promise((resolve, reject) => {
      const came = (peer: Peer) => {
        clearTimeout(timer)
        resolve(peer)
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(came), 1)
        const { link } = Grading.current()
        const state = link.exit
          ? say('Your program has ended.', '你的程序已经结束。')
          : say('Your program is still running.', '你的程序仍在运行。')
        reject(
          new NotSeen(
            say(
              `No connection to port ${this.port} within ${Math.round(within)} ms. ${state}`,
              `${Math.round(within)} 毫秒内没有连接到端口 ${this.port}。${state}`,
            ),
          ),
        )
      }, within)
      this.#waiting.push(came)
    })
  }
}

/** A listening socket of the spec for the learner's program to connect to. */
export async function listen(): Promise<Listener> {
  const port = await freePort()
  const server = createServer({ allowHalfOpen: true })
  const listener = Grading.current().opened(new Listener(server, port))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, resolve)
  })
  return listener
}

/** What the program has printed on stdout: once `until` holds, or, without it, once something came and no more follows. */
export async function printed({
  within = WITHIN_MS,
  until,
}: Within & { until?: (text: string) => boolean } = {}): Promise<string> {
  const { link } = Grading.current()
  const came = await link.until(
    () => (until ? until(link.stdout) : link.stdout !== '') || link.exit !== undefined,
    within,
  )
  if (until && !until(link.stdout)) {
    throw new NotSeen(
      say(
        `${came ? 'Your program ended' : `Waited ${within} ms`}, and this is what it had printed: ${JSON.stringify(link.stdout.slice(0, 500))}`,
        `${came ? '你的程序已结束' : `等待了 ${Math.round(within)} 毫秒`}，它打印的内容是：${JSON.stringify(link.stdout.slice(0, 500))}`,
      ),
    )
  }
  for (let length = -1; !until && length !== link.stdout.length; ) {
    length = link.stdout.length
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  }
  return link.stdout
}

/** Resolves when every call made of the program has ended and its process ended by itself, with no handle left. */
export async function ended({ within = WITHIN_MS }: Within = {}): Promise<void> {
  const { link } = Grading.current()
  const until = performance.now() + within
  const settled = Promise.allSettled(link.answers)
  const inTime = await Promise.race([settled, new Promise<null>((resolve) => setTimeout(() => resolve(null), within))])
  if (inTime === null) {
    throw new NotSeen(
      say(
        `${link.pending()} had not ended within ${Math.round(within)} ms.`,
        `${Math.round(within)} 毫秒内 ${link.pending()} 没有结束。`,
      ),
    )
  }
  const rejected = inTime.find((result) => result.status === 'rejected')
  if (rejected) throw rejected.reason
  await link.finish(Math.max(1, until - performance.now()))
}
