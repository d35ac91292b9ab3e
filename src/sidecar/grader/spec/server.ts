/** Server exercises: the submission's `start(env)` is called in its own process, and the spec connects to it. */
import { createConnection } from 'node:net'
import { NotSeen } from './faults.ts'
import { Grading, type Opened } from './grading.ts'
import { Peer, WITHIN_MS, type Within } from './peer.ts'
import { freePort, HOST } from './ports.ts'
import { say } from './say.ts'
import { listeningPorts } from './sockets.ts'

const LOOK_EVERY_MS = 5
/** start() has resolved: it should listen already. */
const LISTENING_MS = 500

export type StartedServer = {
  readonly port: number
  /** Calls the program's `close()`, then waits until nothing keeps its process alive; `expectIdle: false` leaves that out. */
  close(options?: { expectIdle?: boolean } & Record<string, unknown>, ...args: unknown[]): Promise<void>
}

/** Calls `start({ HOST, PORT, ...env })`, waits for its promise and for the port to listen. */
export async function startServer<_M = unknown>(env: Record<string, unknown> = {}): Promise<StartedServer> {
  const { link } = Grading.current()
  const port = await freePort()
  const handle = link.keep()
  const closable = await link.ask<boolean>(
    'start',
    { name: 'start', handle },
    [{ HOST, PORT: port, ...env }],
    'start()',
  )
  await listening(port)
  return {
    port,
    async close({ expectIdle = true } = {}, ...args) {
      if (!closable)
        throw new NotSeen(say('start() gave no object with a close() to call.', 'start() 没有返回带 close() 的对象。'))
      await link.ask('method', { name: 'close', handle }, args, 'close()')
      if (expectIdle) await link.finish()
    },
  }
}

/** Connects to the learner's program. */
export async function connect(port: number, { within = WITHIN_MS }: Within = {}): Promise<Peer> {
  const socket = createConnection({ host: HOST, port, allowHalfOpen: true })
  const grading = Grading.current()
  const what = say(`a connection to port ${port}`, `连接到端口 ${port}`)
  const opening: Opened = grading.opened({
    destroy: () => socket.destroy(),
    pending: () => (socket.connecting ? what : ''),
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(say(`no answer within ${within} ms`, `${within} 毫秒内没有应答`)), within)
    const fail = (why: string) => {
      clearTimeout(timer)
      opening.destroy()
      reject(
        new NotSeen(
          say(
            `Could not connect to port ${port}: ${why}. ${listeningText()}`,
            `无法连接端口 ${port}：${why}。${listeningText()}`,
          ),
        ),
      )
    }
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(grading.opened(new Peer(socket)))
    })
  })
}

/** The kernel's table is asked, not the program: no connection is spent on it. */
async function listening(port: number): Promise<void> {
  const until = performance.now() + LISTENING_MS
  for (;;) {
    const ports = listeningPorts()
    if (ports === null || ports.includes(port)) return
    if (performance.now() > until) {
      throw new NotSeen(
        say(
          `start() was done, but nothing listened on port ${port} within ${LISTENING_MS} ms. ${listeningText()}`,
          `start() 已完成，但 ${LISTENING_MS} 毫秒内端口 ${port} 上没有监听。${listeningText()}`,
        ),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function listeningText(): string {
  const { link, job } = Grading.current()
  if (link.exit) return say('Your program has ended.', '你的程序已经结束。')
  // On the machine's own network other programs' ports would be listed.
  const ports = job.learner.netns === null ? null : listeningPorts()
  if (ports === null) return say('Your program is still running.', '你的程序仍在运行。')
  if (ports.length === 0)
    return say('Your program is still running and has no listening socket.', '你的程序仍在运行，没有任何监听套接字。')
  const listed = ports.join(', ')
  return say(`Listening ports in its network: ${listed}.`, `其网络中正在监听的端口：${listed}。`)
}
