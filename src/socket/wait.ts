/**
 * Makes a call that may have to wait: blocking the thread, or awaiting readiness. `attempt` makes the C call and
 * returns its result or minus its errno.
 *
 * As in Python, a socket with a time limit is non-blocking underneath and its calls wait in poll(2); the limit counts
 * for each call and ends it with ETIMEDOUT.
 */
import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET } from './constants.ts'
import { type Direction, getOption, poll, readingIsShut } from './descriptor.ts'
import { SocketError } from './errors.ts'
import type { Handle } from './handle.ts'
import { readiness, withdraw } from './readiness.ts'

export const { EAGAIN, EBADF, EINPROGRESS, EINTR, EISCONN, ETIMEDOUT } = constants.errno

/**
 * A worker comes back to JavaScript this often, ms: while it sits in a C call, nothing can end it, and the end of the
 * process waits for it.
 */
export const WORKER_SLICE_MS = 250
const TIMEVAL_BYTES = 16

export type Waiting = {
  handle: Handle
  syscall: string
  direction: Direction
  about?: string
  /** When the call's time is over, of `performance.now()`; by default the socket's time limit from now. */
  deadline?: number | null
}

export function deadlineOf(timeout: number | null): number | null {
  return timeout ? performance.now() + timeout * 1000 : null
}

/** `wait`: false where the call itself was told not to (MSG_DONTWAIT). */
export function blocking(waiting: Waiting, attempt: () => number, wait = true): number {
  const { handle, syscall, direction, about } = waiting
  const { deadline = deadlineOf(handle.timeout) } = waiting
  if (wait && handle.timeout === null && !isMainThread) waitInSlices(waiting)
  for (;;) {
    if (deadline !== null && !poll(handle.fd, direction, deadline - performance.now()))
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
  const deadline = waiting.deadline === undefined ? deadlineOf(waiting.handle.timeout) : waiting.deadline
  for (let waited = false; ; waited = true) {
    const result = attempt()
    if (result >= 0) return result
    if (result !== -EAGAIN) throw new SocketError(-result, waiting.syscall, waiting.about)
    // Where a datagram socket's reading was shut down the kernel says "ready" and EAGAIN; a blocking call gets the end.
    if (waited && waiting.direction === 'in' && readingIsShut(waiting.handle.fd)) return 0
    await ready(waiting, deadline)
  }
}

/** Resolves when the descriptor is ready; rejects with ETIMEDOUT after the deadline, with EBADF when it is closed. */
export async function ready({ handle, syscall, direction, about }: Waiting, deadline: number | null): Promise<void> {
  const late = () => new SocketError(ETIMEDOUT, syscall, about)
  await readiness().wait(handle.fd, direction, deadline === null ? null : { at: deadline, late })
}

/** Ends all awaiting on a descriptor, with EBADF. */
export function endWaiting(fd: number): void {
  withdraw(fd, new SocketError(EBADF, 'close'))
}

/**
 * What a blocking call of a worker does instead of waiting in the kernel. Throws EAGAIN once a time limit that the
 * program has set as an option (SO_RCVTIMEO, SO_SNDTIMEO) is over, to the slice.
 */
export function waitInSlices({ handle, syscall, direction, about }: Waiting): void {
  const began = performance.now()
  let limit: number | null = null
  while (!poll(handle.fd, direction, WORKER_SLICE_MS)) {
    limit ??= kernelLimit(handle.fd, direction)
    if (performance.now() - began >= limit) throw new SocketError(EAGAIN, syscall, about)
  }
}

/** ms; Infinity where there is none. */
function kernelLimit(fd: number, direction: Direction): number {
  const option = direction === 'in' ? SO_RCVTIMEO : SO_SNDTIMEO
  const timeval = getOption(fd, SOL_SOCKET, option, TIMEVAL_BYTES)
  const ms = Number(timeval.readBigInt64LE(0)) * 1000 + Number(timeval.readBigInt64LE(8)) / 1000
  return ms === 0 ? Infinity : ms
}
