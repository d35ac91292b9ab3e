/** Client exercises: the spec listens, the submission's function connects, prints and ends. */
import { createServer, type Server } from 'node:net'
import { GRADER_LIMITS } from '../limits.ts'
import { doing } from './doing.ts'
import { NotSeen, SpecFault } from './faults.ts'
import type { Folder } from './folder.ts'
import { Grading, type Opened } from './grading.ts'
import { held } from './held.ts'
import { boundSocket } from './listening.ts'
import { addressOn } from './network.ts'
import { Peer } from './peer.ts'
import { freePort, seededPort } from './ports.ts'
import { say } from './say.ts'
import { lookUntil, Waits, WITHIN_MS, type Within } from './waits.ts'
import { orDone, whenDone } from './without-it.ts'

/** Without `until`, what was printed counts as whole after so long without more of it, ms. */
const QUIET_MS = 20
/** Between two looks at what was printed, ms. */
const LOOK_EVERY_MS = 10
/** Ports tried on another host. */
const TRIES = 50

export class Listener implements Opened {
  /** Where it listens; port 0 of a UNIX socket. */
  readonly address: string
  readonly port: number
  readonly #server: Server
  readonly #arrived: Peer[] = []
  readonly #waits = new Waits()

  constructor(server: Server, address: string, port: number) {
    this.#server = server
    this.address = address
    this.port = port
    const grading = Grading.current()
    server.on('connection', (socket) => {
      // Each costs a descriptor of all gradings until its test ends.
      if (!grading.took(GRADER_LIMITS.connectionBytes)) return void socket.destroy()
      this.#arrived.push(new Peer(socket))
      this.#waits.look()
    })
  }

  /** The next connection of the learner's program. */
  async accept({ within = WITHIN_MS }: Within = {}): Promise<Peer> {
    const where = this.port === 0 ? this.address : `${this.port}`
    const what = say(`a connection to port ${where}`, `连接到端口 ${where}`)
    await orDone(this.#waits, what, within, () => this.#arrived.length > 0)
    return Grading.current().opened(this.#arrived.shift() as Peer)
  }

  /** Nobody connects for so long. */
  async expectNobody({ forMs = 200 }: { forMs?: number } = {}): Promise<void> {
    held()
    if (!(await this.#waits.until(() => this.#arrived.length > 0, forMs))) return
    throw new NotSeen(
      say(
        `Your program was to make no (further) connection to port ${this.port} for ${forMs} ms here; it made one.`,
        `你的程序在这 ${forMs} 毫秒内不应（再）连接端口 ${this.port}，却建立了连接。`,
      ),
    )
  }

  /** Connections that came and were not accepted yet. */
  get waiting(): number {
    return this.#arrived.length
  }

  /** From now on connections are refused; those that came live on. */
  close(): void {
    this.#server.close()
  }

  destroy(): void {
    this.#waits.clear()
    for (const peer of this.#arrived) peer.destroy()
    this.#server.close()
  }

  pending(): string {
    return this.#waits.pending()
  }
}

export type ListenOptions = {
  /** Host of the exercise's network. Default: the spec's. */
  on?: string
  /** Default: one chosen by the seed. */
  port?: number
  /** A UNIX socket of this name in a folder of `folder()` instead. */
  unix?: { folder: Folder; name: string }
}

/** A listening socket of the spec for the learner's program to connect to. */
export async function listen(options: ListenOptions = {}): Promise<Listener> {
  const drawn = options.port === undefined && options.unix === undefined
  for (let tries = drawn ? TRIES : 1; ; tries--) {
    try {
      return await listenOnce(options)
    } catch (error) {
      // Somebody took the port between its being found free and its being listened on.
      if (tries <= 1 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
}

async function listenOnce({ on, port, unix }: ListenOptions): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true })
  const address = unix ? `${unix.folder.path}/${unix.name}` : addressOn(on)
  const at = unix ? null : await place(on, address, port)
  const listener = Grading.current().opened(new Listener(server, address, at?.port ?? 0))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (unix) server.listen(unix.folder.here(unix.name), resolve)
    else if (at?.fd !== undefined) server.listen({ fd: at.fd }, resolve)
    else server.listen(at?.port, address, resolve)
  })
  if (unix) unix.folder.open(unix.name)
  return listener
}

async function place(
  on: string | undefined,
  address: string,
  port: number | undefined,
): Promise<{ port: number; fd?: number }> {
  if (on === undefined) return { port: port ?? (await freePort()) }
  if (Grading.current().job.learner.netns === null) return { port: port ?? (await freePort()) }
  for (let i = 0; i < TRIES; i++) {
    const tried = port ?? seededPort()
    const fd = boundSocket(on, address, tried)
    if (fd !== null) return { port: tried, fd }
    if (port !== undefined) break
  }
  throw new SpecFault(`listen(): no port ${port ?? 'was free'} on the host "${on}"`)
}

/** What the program has printed on stdout: once `until` holds, or, without it, once something came and no more follows. */
export async function printed({
  within = WITHIN_MS,
  until,
}: Within & { until?: (text: string) => boolean } = {}): Promise<string> {
  const { link } = Grading.current()
  const waits = new Waits()
  const stop = link.onChange(() => waits.look())
  const came = await waits
    .within(within, () => (until ? until(link.stdout) : link.stdout !== '') || link.exit !== undefined)
    .finally(stop)
  if (until && !until(link.stdout)) {
    const text = JSON.stringify(link.stdout.slice(0, 500))
    throw new NotSeen(
      `${say(
        `${came ? 'Your program ended' : `Waited ${Math.round(within)} ms`}, and this is what it had printed: ${text}`,
        `${came ? '你的程序已结束' : `等待了 ${Math.round(within)} 毫秒`}，它打印的内容是：${text}`,
      )}${came ? '' : `\n${doing()}`}`,
      { late: !came },
    )
  }
  for (let length = -1; !until && length !== link.stdout.length; ) {
    length = link.stdout.length
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  }
  return link.stdout
}

/** The whole lines printed on stdout are these, in this order; waits until as many are there. */
export async function expectPrinted(lines: (string | RegExp)[], { within = WITHIN_MS }: Within = {}): Promise<void> {
  held()
  const whole = (text: string) => text.split('\n').slice(0, -1)
  const fits = (line: string | undefined, wanted: string | RegExp | undefined) =>
    line !== undefined && wanted !== undefined && (typeof wanted === 'string' ? line === wanted : wanted.test(line))
  const { link } = Grading.current()
  const done = whenDone()
  const inTime = await lookUntil(() => whole(link.stdout).length >= lines.length || done(), within, LOOK_EVERY_MS)
  const got = whole(link.stdout)
  const wrong = Array.from({ length: Math.max(got.length, lines.length) }, (_, i) => i).find(
    (i) => !fits(got[i], lines[i]),
  )
  if (wrong === undefined) return
  const shown = (line: string | RegExp | undefined) =>
    line === undefined ? say('nothing', '没有') : typeof line === 'string' ? JSON.stringify(line) : `${line}`
  const rest = link.stdout.slice(link.stdout.lastIndexOf('\n') + 1)
  const unended =
    rest === '' || wrong !== got.length
      ? ''
      : say(` (${JSON.stringify(rest)} has no line feed after it yet)`, `（${JSON.stringify(rest)} 后面还没有换行）`)
  throw new NotSeen(
    [
      say(`line ${wrong + 1} of what your program printed:`, `你的程序打印的第 ${wrong + 1} 行：`),
      `${say('expected', '应为')} ${shown(lines[wrong])}`,
      `${say('     got', '实际')} ${shown(got[wrong])}${unended}`,
      ...(got.length < lines.length ? [doing()] : []),
    ].join('\n'),
    { late: !inTime },
  )
}

/**
 * Resolves with the exit code when every call made of the program has ended and its process ended by itself, with no
 * handle left.
 */
export async function ended({ within = WITHIN_MS }: Within = {}): Promise<number> {
  held()
  const { link } = Grading.current()
  const until = performance.now() + within
  const waits = new Waits()
  let settled: PromiseSettledResult<unknown>[] | undefined
  void Promise.allSettled(link.answers).then((all) => {
    settled = all
    waits.look()
  })
  if (!(await waits.within(within, () => settled !== undefined))) {
    throw new NotSeen(
      `${say(
        `${link.pending()} had not ended within ${Math.round(within)} ms.`,
        `${Math.round(within)} 毫秒内 ${link.pending()} 没有结束。`,
      )}\n${doing()}`,
      { late: true },
    )
  }
  const rejected = settled?.find((result) => result.status === 'rejected')
  if (rejected) throw rejected.reason
  await link.finish(Math.max(1, until - performance.now()))
  return link.exit?.code ?? 0
}
