/**
 * How awaitable calls wait. One epoll (epoll(7)) watches all descriptors of this thread on which a call waits, and
 * one thread of libuv's pool sits in epoll_wait for all of them, so that waiting sockets never use up the pool.
 * An eventfd wakes it when the last waiting call is withdrawn: otherwise it would keep the process alive.
 */
import { endianness } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { libc, must, retried } from './libc.ts'

const EPOLLIN = 1
const EPOLLOUT = 4
const EPOLLERR = 8
const EPOLLHUP = 16
const EPOLLONESHOT = 0x4000_0000
const CTL = { add: 1, remove: 2, change: 3 }
const CLOEXEC = 0o2000000
const NONBLOCK = 0o4000
const EEXIST = 17
/** struct epoll_event is packed on x86-64 only. */
const EVENT = process.arch === 'x64' ? { bytes: 12, data: 4 } : { bytes: 16, data: 8 }
const EVENTS_AT_ONCE = 64
/** The main thread can be woken when the process ends; a worker cannot, so it looks up this often, ms. */
const LONGEST_WAIT_MS = isMainThread ? -1 : 250
const LITTLE = endianness() === 'LE'

export type Direction = 'in' | 'out'
type Waiter = { direction: Direction; resolve: () => void; reject: (reason: Error) => void }

class Readiness {
  readonly #epoll = must('epoll_create1', () => libc().epollCreate(CLOEXEC))
  readonly #wake = must('eventfd', () => libc().eventfd(0, CLOEXEC | NONBLOCK))
  readonly #waiting = new Map<number, Waiter[]>()
  #watching = false

  constructor() {
    this.#control(CTL.add, this.#wake, EPOLLIN)
    // A pool thread left in epoll_wait would hold up the end of the process.
    process.once('exit', () => this.#interrupt())
  }

  /** Resolves when the descriptor is ready in this direction, or failed; rejects with what `withdraw` was given. */
  wait(fd: number, direction: Direction): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiters = this.#waiting.get(fd) ?? []
      waiters.push({ direction, resolve, reject })
      this.#waiting.set(fd, waiters)
      try {
        this.#arm(fd, waiters)
      } catch (error) {
        this.#waiting.delete(fd)
        for (const waiter of waiters) waiter.reject(error as Error)
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
    this.#control(CTL.remove, fd, 0)
    for (const { reject } of waiters) reject(reason)
    if (this.#waiting.size === 0) this.#interrupt()
  }

  #arm(fd: number, waiters: Waiter[]): void {
    const events = waiters.reduce(
      (bits, { direction }) => bits | (direction === 'in' ? EPOLLIN : EPOLLOUT),
      EPOLLONESHOT,
    )
    // Once added a descriptor stays, disarmed, until it is closed.
    const added = this.#control(CTL.add, fd, events)
    if (added === -EEXIST) must('epoll_ctl', () => this.#control(CTL.change, fd, events))
    else if (added < 0) must('epoll_ctl', () => added)
  }

  #control(operation: number, fd: number, events: number): number {
    const event = Buffer.alloc(EVENT.bytes)
    if (LITTLE) event.writeUInt32LE(events)
    else event.writeUInt32BE(events)
    if (LITTLE) event.writeInt32LE(fd, EVENT.data)
    else event.writeInt32BE(fd, EVENT.data + 4)
    return retried(() => libc().epollControl(this.#epoll, operation, fd, event))
  }

  #watch(): void {
    if (this.#watching || this.#waiting.size === 0) return
    this.#watching = true
    const events = Buffer.alloc(EVENT.bytes * EVENTS_AT_ONCE)
    libc().epollWait.async(
      this.#epoll,
      events,
      EVENTS_AT_ONCE,
      LONGEST_WAIT_MS,
      (_error: Error | null, count: number) => {
        this.#watching = false
        for (let i = 0; i < count; i++) this.#deliver(events.subarray(i * EVENT.bytes))
        this.#watch()
      },
    )
  }

  #deliver(event: Buffer): void {
    const bits = LITTLE ? event.readUInt32LE() : event.readUInt32BE()
    const fd = LITTLE ? event.readInt32LE(EVENT.data) : event.readInt32BE(EVENT.data + 4)
    if (fd === this.#wake) {
      libc().read(this.#wake, Buffer.alloc(8), 8)
      return
    }
    const failed = (bits & (EPOLLERR | EPOLLHUP)) !== 0
    const ready = (direction: Direction) => failed || (bits & (direction === 'in' ? EPOLLIN : EPOLLOUT)) !== 0
    const waiters = this.#waiting.get(fd) ?? []
    const left = waiters.filter(({ direction }) => !ready(direction))
    if (left.length > 0) {
      this.#waiting.set(fd, left)
      this.#arm(fd, left)
    } else this.#waiting.delete(fd)
    for (const { direction, resolve } of waiters) if (ready(direction)) resolve()
  }

  #interrupt(): void {
    const one = Buffer.alloc(8)
    if (LITTLE) one.writeBigUInt64LE(1n)
    else one.writeBigUInt64BE(1n)
    libc().write(this.#wake, one, 8)
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
