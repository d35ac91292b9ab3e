/**
 * Makes a call that may have to wait: blocking the thread, or awaiting readiness. `attempt` makes the C call and
 * returns its result or minus its errno.
 *
 * As in Python, a socket with a time limit is non-blocking underneath and its calls wait in poll(2); the limit counts
 * for each call and ends it with ETIMEDOUT.
 */
import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { poll } from './descriptor.ts'
import { SocketError } from './errors.ts'
import { type Direction, readiness, withdraw } from './readiness.ts'

export const { EAGAIN, EINPROGRESS, ETIMEDOUT, EBADF, EISCONN } = constants.errno

/**
 * A worker comes back to JavaScript this often, ms: while it sits in a C call, nothing can end it, and the end of the
 * process waits for it.
 */
export const WORKER_SLICE_MS = 250

export type Waiting = {
  fd: number
  syscall: string
  direction: Direction
  /** Seconds; null waits for ever, 0 not at all. */
  timeout: number | null
  about?: string
}

export function blocking({ fd, syscall, direction, timeout, about }: Waiting, attempt: () => number): number {
  const deadline = timeout ? performance.now() + timeout * 1000 : null
  if (timeout === null && !isMainThread) while (!poll(fd, direction, WORKER_SLICE_MS));
  for (;;) {
    if (deadline !== null && !poll(fd, direction, deadline - performance.now()))
      throw new SocketError(ETIMEDOUT, syscall, about)
    const result = attempt()
    if (result >= 0) return result
    // Another thread may have been quicker.
    if (deadline !== null && result === -EAGAIN) continue
    throw new SocketError(-result, syscall, about)
  }
}

/** Awaits even where the socket is set to non-blocking: that is what awaiting is for. */
export async function awaiting(waiting: Waiting, attempt: () => number): Promise<number> {
  const deadline = waiting.timeout ? performance.now() + waiting.timeout * 1000 : null
  for (;;) {
    const result = attempt()
    if (result >= 0) return result
    if (result !== -EAGAIN) throw new SocketError(-result, waiting.syscall, waiting.about)
    await ready(waiting, deadline)
  }
}

/** Resolves when the descriptor is ready; rejects with ETIMEDOUT after the deadline, with EBADF when it is closed. */
export async function ready({ fd, syscall, direction, about }: Waiting, deadline: number | null): Promise<void> {
  if (deadline === null) return readiness().wait(fd, direction)
  const late = () => withdraw(fd, new SocketError(ETIMEDOUT, syscall, about))
  const timer = setTimeout(late, Math.max(0, deadline - performance.now()))
  try {
    await readiness().wait(fd, direction)
  } finally {
    clearTimeout(timer)
  }
}
