/** connect(2): for a stream, opens a connection; for datagrams, sets whom `send` goes to and `recv` takes from. */
import { isMainThread } from 'node:worker_threads'
import { type AnyAddress, addressText, toSockaddr } from './address.ts'
import { AF_UNIX } from './constants.ts'
import { pendingError, poll, tryConnect, withoutBlocking } from './descriptor.ts'
import { SocketError } from './errors.ts'
import type { Handle } from './handle.ts'
import { pause } from './sleep.ts'
import {
  deadlineOf,
  EAGAIN,
  EINPROGRESS,
  EINTR,
  EISCONN,
  ETIMEDOUT,
  ready,
  type Waiting,
  waitInSlices,
} from './wait.ts'
import { watched, watchedAsync } from './watched.ts'

/** A UNIX socket's full queue cannot be awaited (EAGAIN at once); it is tried again this often, ms. */
const UNIX_RETRY_MS = 5

type Ended = { errno: number; late: boolean }

export function connect(handle: Handle, address: AnyAddress): void {
  const sockaddr = toSockaddr(handle.family, address)
  const about = addressText(address)
  handle.ends = null
  watched('connect', handle, () => must(attempt(handle, sockaddr, about), about))
}

/** The errno instead of an error; a time limit that passed is EAGAIN, as with CPython. */
export function connectEx(handle: Handle, address: AnyAddress): number {
  const sockaddr = toSockaddr(handle.family, address)
  const about = addressText(address)
  handle.ends = null
  const run = () => attempt(handle, sockaddr, about)
  const { errno, late } = watched('connect', handle, run, ({ errno }) =>
    errno === 0 ? {} : { result: new SocketError(errno, 'connect').code },
  )
  return late ? EAGAIN : errno
}

export async function connectAsync(handle: Handle, address: AnyAddress): Promise<void> {
  const sockaddr = toSockaddr(handle.family, address)
  const about = addressText(address)
  handle.ends = null
  await watchedAsync('connect', handle, async () => {
    const deadline = deadlineOf(handle.timeout)
    for (;;) {
      const result = withoutBlocking(handle.fd, () => tryConnect(handle.fd, sockaddr))
      if (result >= 0) return
      if (result === -EINPROGRESS) break
      if (result !== -EAGAIN || handle.family !== AF_UNIX) throw new SocketError(-result, 'connect', about)
      if (deadline !== null && performance.now() > deadline) throw new SocketError(ETIMEDOUT, 'connect', about)
      await pause(UNIX_RETRY_MS)
    }
    await ready(waitingFor(handle, about), deadline)
    must(ended(handle), about)
  })
}

/** `connectEx` for `connectAsync`. */
export async function connectExAsync(handle: Handle, address: AnyAddress): Promise<number> {
  try {
    await connectAsync(handle, address)
    return 0
  } catch (error) {
    if (error instanceof SocketError) return error.errno
    throw error
  }
}

function attempt(handle: Handle, sockaddr: Buffer, about: string): Ended {
  const unlimited = handle.timeout === null
  // A worker must not sit in the kernel for long, see waitInSlices.
  const sliced = unlimited && !isMainThread
  const connectOnce = () => tryConnect(handle.fd, sockaddr)
  const begun = sliced ? withoutBlocking(handle.fd, connectOnce) : connectOnce()
  if (begun >= 0) return { errno: 0, late: false }
  const underWay = (begun === -EINPROGRESS && (sliced || handle.timeout)) || (begun === -EINTR && handle.timeout !== 0)
  if (!underWay) return { errno: -begun, late: false }
  if (unlimited) waitInSlices(waitingFor(handle, about))
  else if (!poll(handle.fd, 'out', handle.timeout! * 1000)) return { errno: ETIMEDOUT, late: true }
  return ended(handle)
}

/** How a connect that was under way has ended. */
function ended(handle: Handle): Ended {
  const errno = pendingError(handle.fd)
  return { errno: errno === EISCONN ? 0 : errno, late: false }
}

function must({ errno }: Ended, about: string): void {
  if (errno !== 0) throw new SocketError(errno, 'connect', about)
}

function waitingFor(handle: Handle, about: string): Waiting {
  return { handle, syscall: 'connect', direction: 'out', about }
}
