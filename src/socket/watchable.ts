/** What select, poll and epoll take: sockets, or anything else that has a descriptor. */
import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { shown } from './address/sockaddr.ts'
import { CONTROL, EPOLL_CLOEXEC, tryControl } from './epoll-calls.ts'
import { SocketError } from './errors.ts'
import { libc, must } from './libc.ts'
import { readiness } from './readiness.ts'
import { WORKER_SLICE_MS } from './wait.ts'

const { EBADF, EEXIST, EPERM } = constants.errno
export const LONGEST_WAIT_MS = 2 ** 31 - 1

/** A socket, a descriptor, or an object with a `fileno()`. */
export type Watchable = number | { fileno(): number }

/** Throws EBADF for what is closed. */
export function descriptorOf(watchable: Watchable, syscall: string): number {
  const fd = typeof watchable === 'object' && watchable !== null ? watchable.fileno() : watchable
  if (typeof fd !== 'number') throw new TypeError(`a socket or a descriptor is expected, not ${shown(watchable)}`)
  if (!Number.isInteger(fd) || fd < 0) throw new SocketError(EBADF, syscall)
  return fd
}

/** ms of a time limit, null for ever; whole ones, rounded up as in Python. */
export function limitMs(value: unknown, perUnit: number, what: string): number | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'number') throw new TypeError(`${what} is a number or null, not ${shown(value)}`)
  if (Number.isNaN(value)) throw new RangeError(`${what} is not a number`)
  return value < 0 ? null : Math.min(Math.ceil(value * perUnit), LONGEST_WAIT_MS)
}

/**
 * Waits for as long as `ms` says by calling `once` with what it may wait in C, ms (-1 for ever), until it returns more
 * than 0. A worker comes back to JavaScript now and then (see wait.ts).
 */
export function waiting(ms: number | null, once: (wait: number) => number): number {
  if (isMainThread) return once(ms ?? -1)
  const deadline = ms === null ? Infinity : performance.now() + ms
  for (;;) {
    const left = Math.max(0, Math.ceil(deadline - performance.now()))
    const count = once(Math.min(left, WORKER_SLICE_MS))
    if (count > 0 || left === 0) return count
  }
}

/**
 * Resolves when any of the descriptors is ready for its events (those of epoll(7)), or `ms` are over. Waits by an epoll
 * of its own that this thread's epoll watches. Descriptors that epoll cannot watch, such as files, are always ready.
 */
export async function anyReady(interests: Iterable<[fd: number, events: number]>, ms: number | null): Promise<void> {
  const own = must('epoll_create1', () => libc().epollCreate(EPOLL_CLOEXEC))
  try {
    for (const [fd, events] of interests) {
      const result = tryControl(own, CONTROL.add, fd, events)
      if (result === -EPERM || result === -EBADF) return
      if (result < 0 && result !== -EEXIST) throw new SocketError(-result, 'epoll_ctl')
    }
    await readable(own, ms)
  } finally {
    libc().close(own)
  }
}

/** Resolves when an epoll has events, or `ms` are over. */
export async function readable(epoll: number, ms: number | null): Promise<void> {
  const late = new Late('')
  const deadline = ms === null ? null : { at: performance.now() + ms, late: () => late }
  await readiness()
    .wait(epoll, 'in', deadline)
    .catch((error: unknown) => {
      if (error !== late) throw error
    })
}

class Late extends Error {}
