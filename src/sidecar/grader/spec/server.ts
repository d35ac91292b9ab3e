/** Server exercises: the submission's `start(env)` is called in its own process, and the spec connects to it. */
import { createConnection, type Socket } from 'node:net'
import { parseUnix } from '../../sandbox/network/host-sockets.ts'
import { tableText } from '../../sandbox/network/socket-table.ts'
import { doing } from './doing.ts'
import { NotSeen } from './faults.ts'
import type { Folder } from './folder.ts'
import { Grading, type Opened } from './grading.ts'
import { visiting } from './namespace.ts'
import { host, onHost, placeOfSubmission } from './network.ts'
import { Peer, WITHIN_MS, type Within } from './peer.ts'
import { freePort } from './ports.ts'
import { say } from './say.ts'
import { boundPorts } from './sockets.ts'
import { lookUntil } from './waits.ts'

const LOOK_EVERY_MS = 5
/** start() has resolved: it should listen already. */
const LISTENING_MS = 500

export type StartedServer = {
  /** 0 of a UNIX socket. */
  readonly port: number
  /** Calls the program's `close()`, then waits until nothing keeps its process alive; `expectIdle: false` leaves that out. */
  close(options?: { expectIdle?: boolean } & Record<string, unknown>, ...args: unknown[]): Promise<void>
}

/** What a server is to be bound to before the spec goes on. */
export type StartOptions = {
  /** Default `tcp`. */
  protocol?: 'tcp' | 'udp'
  /** A UNIX socket of this name in a folder of `folder()`; then HOST and PORT are not given. */
  unix?: { folder: Folder; name: string }
}

/** Calls `start({ HOST, PORT, ...env })`, waits for its promise, then until it is bound. */
export async function startServer<_M = unknown>(
  env: Record<string, unknown> = {},
  { protocol = 'tcp', unix }: StartOptions = {},
): Promise<StartedServer> {
  const { link } = Grading.current()
  const port = unix ? 0 : await freePort()
  const handle = link.keep()
  const given = unix ? env : { HOST: host().address, PORT: port, ...env }
  const closable = await link.ask<boolean>('start', { name: 'start', handle }, [given], 'start()')
  const where = unix ? `${unix.folder.path}/${unix.name}` : `${protocol === 'udp' ? 'UDP ' : ''}${port}`
  /** Null where that cannot be seen. */
  const listens = () => (unix ? listensAt(where) : (boundPorts(protocol)?.includes(port) ?? null))
  await bound(where, () => listens() ?? true)
  return {
    port,
    async close({ expectIdle = true } = {}, ...args) {
      if (!closable)
        throw new NotSeen(say('start() gave no object with a close() to call.', 'start() 没有返回带 close() 的对象。'))
      await link.ask('method', { name: 'close', handle }, args, 'close()')
      if (!expectIdle) return
      await unbound(where, () => listens() ?? false)
      await link.finish()
    },
  }
}

export type ConnectOptions = Within & {
  /** Host of the exercise's network. Default: the spec's. */
  from?: string
  /** Address to connect to. Default: the first of the submission's host. */
  to?: string
  /** `false`: a peer that never reads. */
  reading?: boolean
}

/** Connects to the learner's program: to a port, or to a UNIX socket in a folder of `folder()`. */
export async function connect(
  target: number | { folder: Folder; name: string },
  { within = WITHIN_MS, from, to = host().address, reading = true }: ConnectOptions = {},
): Promise<Peer> {
  const grading = Grading.current()
  const shown = typeof target === 'number' ? `${target}` : `${target.folder.path}/${target.name}`
  const socket =
    typeof target === 'number'
      ? onHost(from, () => connecting(to, target))
      : createConnection({ path: target.folder.socket(target.name), allowHalfOpen: true })
  const what = say(`a connection to port ${shown}`, `连接到端口 ${shown}`)
  const opening: Opened = grading.opened({
    destroy: () => socket.destroy(),
    pending: () => (socket.connecting ? what : ''),
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => fail(say(`no answer within ${Math.round(within)} ms`, `${Math.round(within)} 毫秒内没有应答`), true),
      within,
    )
    const fail = (why: string, late = false) => {
      clearTimeout(timer)
      opening.destroy()
      reject(
        new NotSeen(
          say(`Could not connect to port ${shown}: ${why}. ${doing()}`, `无法连接端口 ${shown}：${why}。${doing()}`),
          { late },
        ),
      )
    }
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    socket.once('connect', () => {
      clearTimeout(timer)
      const peer = grading.opened(new Peer(socket))
      if (!reading) peer.neverRead()
      resolve(peer)
    })
  })
}

/** `n` connections, each open while the next is made. */
export async function connectMany(n: number, target: number, options: ConnectOptions = {}): Promise<Peer[]> {
  const peers: Peer[] = []
  for (let i = 0; i < n; i++) peers.push(await connect(target, options))
  return peers
}

/** Its descriptor is made before this returns, on the host that is entered: the look-up answers at once. */
function connecting(address: string, port: number): Socket {
  const lookup = (_name: string, _options: unknown, done: (error: null, address: string, family: number) => void) =>
    done(null, address, address.includes(':') ? 6 : 4)
  return createConnection({
    host: 'submission',
    port,
    lookup: lookup as never,
    autoSelectFamily: false,
    allowHalfOpen: true,
  })
}

/**
 * close() has resolved: before the program is asked to end, which would close everything, nothing is bound any more.
 * By the kernel's table, and while it still runs: that it has nothing open a program could say itself.
 */
async function unbound(where: string, is: () => boolean): Promise<void> {
  const { link } = Grading.current()
  if (!(await lookUntil(() => !is(), LISTENING_MS, LOOK_EVERY_MS))) {
    throw new NotSeen(
      say(
        `close() was done, but something still listened on port ${where} ${LISTENING_MS} ms later. ${doing()}`,
        `close() 已完成，但 ${LISTENING_MS} 毫秒后端口 ${where} 上仍有监听。${doing()}`,
      ),
    )
  }
  // What it had said or done by then comes first: an exit here is not an end for lack of anything to do.
  await link.memory()
}

/** The kernel's table is asked, not the program: no connection is spent on it. */
async function bound(where: string, is: () => boolean): Promise<void> {
  if (await lookUntil(is, LISTENING_MS, LOOK_EVERY_MS)) return
  throw new NotSeen(
    say(
      `start() was done, but nothing listened on port ${where} within ${LISTENING_MS} ms. ${doing()}`,
      `start() 已完成，但 ${LISTENING_MS} 毫秒内端口 ${where} 上没有监听。${doing()}`,
    ),
  )
}

function listensAt(path: string): boolean {
  return visiting(placeOfSubmission(), () =>
    parseUnix(tableText('unix')).some(({ row }) => row.local === path && row.state === 'LISTEN'),
  )
}
