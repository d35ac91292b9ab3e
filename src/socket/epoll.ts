/** epoll(7): the kernel keeps the list, and tells only of those that are ready. Linux only. */
import { constants } from 'node:os'
import { shown } from './address/sockaddr.ts'
import { EPOLLIN, EPOLLOUT, EPOLLPRI } from './constants.ts'
import { CONTROL, EPOLL_CLOEXEC, eventBuffer, eventsIn, tryControl } from './epoll-calls.ts'
import { SocketError } from './errors.ts'
import { libc, must, retried } from './libc.ts'
import { endWaiting } from './wait.ts'
import { descriptorOf, limitMs, readable, type Watchable, waiting } from './watchable.ts'
import { watched, watchedAsync } from './watched.ts'

const CLOSED = -1
const MS_PER_SECOND = 1000
/** Events told at once when a program does not say, Python's number. */
const DEFAULT_EVENTS = 1023
const UINT32 = 0xffff_ffff
const INT_MIN = -(2 ** 31)
const { EBADF } = constants.errno

/** A set of watched sockets, in the kernel. Made by `epoll()`. */
export class Epoll implements Disposable {
  #fd = must('epoll_create1', () => libc().epollCreate(EPOLL_CLOEXEC))

  /** Adds a socket. `events`: EPOLLIN, EPOLLOUT …, EPOLLET, EPOLLONESHOT, or'ed. Throws EEXIST, EPERM for a file. */
  register(socket: Watchable, events: number = EPOLLIN | EPOLLPRI | EPOLLOUT): void {
    this.#control(CONTROL.add, socket, events)
  }

  /** Changes what a socket is watched for, and arms it again after EPOLLONESHOT. Throws ENOENT. */
  modify(socket: Watchable, events: number): void {
    this.#control(CONTROL.change, socket, events)
  }

  /** Throws ENOENT. Closing a socket does the same, if no other descriptor of it is open. */
  unregister(socket: Watchable): void {
    this.#control(CONTROL.remove, socket, 0)
  }

  /**
   * Waits until one of them is ready, or `timeout` seconds are over (null or negative: for ever, 0: not at all), and
   * returns those that are, at most `most`, with their events. Level-triggered: what stays ready is told again;
   * with EPOLLET only once each time it becomes so. Python's units: seconds here, milliseconds in `poll`.
   */
  poll(timeout: number | null = null, most = -1): [fd: number, events: number][] {
    const ms = limitMs(timeout, MS_PER_SECOND, 'a time limit in seconds')
    const events = new Events(this.#open(), most)
    const run = () => {
      waiting(ms, (wait) => events.wait(wait))
      return events.told()
    }
    return watched('epoll_wait', null, run, outcome)
  }

  async pollAsync(timeout: number | null = null, most = -1): Promise<[fd: number, events: number][]> {
    const ms = limitMs(timeout, MS_PER_SECOND, 'a time limit in seconds')
    const events = new Events(this.#open(), most)
    const run = async () => {
      if (events.wait(0) === 0 && ms !== 0) {
        await readable(this.#open(), ms)
        events.wait(0)
      }
      return events.told()
    }
    return watchedAsync('epoll_wait', null, run, outcome)
  }

  /** Closing again does nothing; a call awaiting on it ends with EBADF. */
  close(): void {
    if (this.#fd === CLOSED) return
    const fd = this.#fd
    this.#fd = CLOSED
    endWaiting(fd)
    libc().close(fd)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  get closed(): boolean {
    return this.#fd === CLOSED
  }

  /** The epoll's own descriptor: ready for reading when it has events. -1 once closed. */
  fileno(): number {
    return this.#fd
  }

  #control(operation: number, socket: Watchable, events: unknown): void {
    if (typeof events !== 'number') throw new TypeError(`events are a number (EPOLLIN …), not ${shown(events)}`)
    // EPOLLET or'ed to another flag is a negative number in JavaScript.
    if (!Number.isInteger(events) || events < INT_MIN || events > UINT32)
      throw new RangeError(`events ${events} are no uint32`)
    const fd = descriptorOf(socket, 'epoll_ctl')
    const result = tryControl(this.#open(), operation, fd, events)
    if (result < 0) throw new SocketError(-result, 'epoll_ctl')
  }

  #open(): number {
    if (this.#fd === CLOSED) throw new SocketError(EBADF, 'epoll')
    return this.#fd
  }
}

/** Starts an empty set: epoll_create1(2). */
export function epoll(): Epoll {
  return new Epoll()
}

class Events {
  readonly #epoll: number
  readonly #most: number
  readonly #buffer: Buffer
  #count = 0

  constructor(fd: number, most: unknown) {
    if (typeof most !== 'number') throw new TypeError(`a number of events is expected, not ${shown(most)}`)
    if (most !== -1 && !(Number.isInteger(most) && most > 0)) throw new RangeError(`at least one event, not ${most}`)
    this.#epoll = fd
    this.#most = most === -1 ? DEFAULT_EVENTS : most
    this.#buffer = eventBuffer(this.#most)
  }

  wait(ms: number): number {
    const result = retried(() => libc().epollWait(this.#epoll, this.#buffer, this.#most, ms))
    if (result < 0) throw new SocketError(-result, 'epoll_wait')
    this.#count = result
    return result
  }

  told(): [fd: number, events: number][] {
    return eventsIn(this.#buffer, this.#count)
  }
}

function outcome(ready: unknown[]) {
  return { result: `${ready.length} ready` }
}
