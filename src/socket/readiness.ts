/**
 * How awaitable calls wait. One epoll (epoll(7)) watches all descriptors of this thread on which a call waits, and
 * one thread of libuv's pool sits in epoll_wait for all of them, so that waiting sockets never use up the pool.
 * An eventfd wakes it when the last waiting call is withdrawn: otherwise it would keep the process alive.
 */
import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLONESHOT, EPOLLOUT } from './constants.ts'
import type { Direction } from './descriptor.ts'
import { CONTROL, EPOLL_CLOEXEC, eventBuffer, eventsIn, tryControl } from './epoll-calls.ts'
import { SocketError } from './errors.ts'
import { libc, must } from './libc.ts'
import { writeLong } from './memory.ts'

const EFD_FLAGS = 0o2000000 | 0o4000
const { EEXIST } = constants.errno
const EVENTS_AT_ONCE = 64
const COUNTER_BYTES = 8
/** The main thread can be woken when the process ends; a worker cannot, so it looks up this often, ms. */
const LONGEST_WAIT_MS = isMainThread ? -1 : 250

/** When waiting ends, of `performance.now()`, and with what. */
export type Deadline = { at: number; late: () => Error }
type Waiter = { direction: Direction; resolve: () => void; reject: (reason: Error) => void }

class Readiness {
  readonly #epoll = must('epoll_create1', () => libc().epollCreate(EPOLL_CLOEXEC))
  readonly #wake = must('eventfd', () => libc().eventfd(0, EFD_FLAGS))
  readonly #waiting = new Map<number, Waiter[]>()
  #watching = false

  constructor() {
    tryControl(this.#epoll, CONTROL.add, this.#wake, EPOLLIN)
    // A pool thread left in epoll_wait would hold up the end of the process.
    process.once('exit', () => this.#interrupt())
  }

  /**
   * Resolves when the descriptor is ready in this direction, or failed; rejects with what `withdraw` was given, or
   * after the deadline, which ends this one waiting and no other.
   */
  wait(fd: number, direction: Direction, deadline: Deadline | null = null): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const settle = <T extends unknown[]>(done: (...values: T) => void) => {
        return (...values: T) => {
          clearTimeout(timer)
          done(...values)
        }
      }
      const waiter: Waiter = { direction, resolve: settle(resolve), reject: settle(reject) }
      if (deadline !== null)
        timer = setTimeout(() => this.#leave(fd, waiter, deadline.late()), Math.max(0, deadline.at - performance.now()))
      const waiters = this.#waiting.get(fd) ?? []
      waiters.push(waiter)
      this.#waiting.set(fd, waiters)
      try {
        this.#arm(fd, waiters)
      } catch (error) {
        this.#waiting.delete(fd)
        for (const each of waiters) each.reject(error as Error)
        return
      }
      this.#watch()
    })
  }

  /** Ends all waiting on a descriptor; to be called before it is closed. */
  withdraw(fd: number, reason: Error): void {
    const waiters = this.#waiting.get(fd)
    if (!waiters) return
    this.#waiting.delete(fd)
    tryControl(this.#epoll, CONTROL.remove, fd, 0)
    for (const { reject } of waiters) reject(reason)
    if (this.#waiting.size === 0) this.#interrupt()
  }

  #leave(fd: number, waiter: Waiter, reason: Error): void {
    const others = (this.#waiting.get(fd) ?? []).filter((each) => each !== waiter)
    if (others.length === 0) {
      this.withdraw(fd, reason)
      return
    }
    this.#waiting.set(fd, others)
    waiter.reject(reason)
  }

  #arm(fd: number, waiters: Waiter[]): void {
    const events = waiters.reduce(
      (bits, { direction }) => bits | (direction === 'in' ? EPOLLIN : EPOLLOUT),
      EPOLLONESHOT,
    )
    // Once added a descriptor stays, disarmed, until it is closed.
    const added = tryControl(this.#epoll, CONTROL.add, fd, events)
    const result = added === -EEXIST ? tryControl(this.#epoll, CONTROL.change, fd, events) : added
    if (result < 0) throw new SocketError(-result, 'epoll_ctl')
  }

  #watch(): void {
    if (this.#watching || this.#waiting.size === 0) return
    this.#watching = true
    const events = eventBuffer(EVENTS_AT_ONCE)
    const done = (_error: Error | null, count: number) => {
      this.#watching = false
      for (const [fd, bits] of eventsIn(events, Math.max(0, count))) this.#deliver(fd, bits)
      this.#watch()
    }
    libc().epollWait.async(this.#epoll, events, EVENTS_AT_ONCE, LONGEST_WAIT_MS, done)
  }

  #deliver(fd: number, bits: number): void {
    if (fd === this.#wake) {
      libc().read(this.#wake, Buffer.alloc(COUNTER_BYTES), COUNTER_BYTES)
      return
    }
    const failed = (bits & (EPOLLERR | EPOLLHUP)) !== 0
    const isReady = (direction: Direction) => failed || (bits & (direction === 'in' ? EPOLLIN : EPOLLOUT)) !== 0
    const waiters = this.#waiting.get(fd) ?? []
    const left = waiters.filter(({ direction }) => !isReady(direction))
    if (left.length > 0) {
      this.#waiting.set(fd, left)
      this.#arm(fd, left)
    } else this.#waiting.delete(fd)
    for (const { direction, resolve } of waiters) if (isReady(direction)) resolve()
  }

  #interrupt(): void {
    const one = Buffer.alloc(COUNTER_BYTES)
    writeLong(one, 1n)
    libc().write(this.#wake, one, COUNTER_BYTES)
  }
}

let shared: Readiness | undefined

/** The one of this thread. */
export function readiness(): Readiness {
  shared ??= new Readiness()
  return shared
}

/** Nothing to withdraw from where nothing ever waited. */
export function withdraw(fd: number, reason: Error): void {
  shared?.withdraw(fd, reason)
}
