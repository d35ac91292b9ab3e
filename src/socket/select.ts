/** select(2). */
import { EPOLLIN, EPOLLOUT, EPOLLPRI } from './constants.ts'
import { SocketError } from './errors.ts'
import { libc, retried } from './libc.ts'
import { writeLong } from './memory.ts'
import { anyReady, descriptorOf, limitMs, type Watchable, waiting } from './watchable.ts'
import { watched, watchedAsync } from './watched.ts'

/** FD_SETSIZE: an fd_set has one bit for each descriptor below it, and no more. */
const SET_SIZE = 1024
const SET_BYTES = SET_SIZE / 8
const TIMEVAL_BYTES = 16
const MS_PER_SECOND = 1000

export type Selected<R, W, X> = [readable: R[], writable: W[], exceptional: X[]]

/**
 * Which of the sockets can be read, written, or have urgent data: waits until at least one does, or `timeout` seconds
 * are over (null: for ever, 0: not at all), and returns three lists of what was given, empty ones after the time limit.
 * Ready means that the next call does not wait; an end of stream and an error are ready, too. Throws EBADF for what is
 * closed, and RangeError for descriptors from 1024: that is select's limit, poll has none.
 */
export function select<R extends Watchable, W extends Watchable, X extends Watchable>(
  read: readonly R[],
  write: readonly W[],
  exceptional: readonly X[],
  timeout: number | null = null,
): Selected<R, W, X> {
  const sets = new Sets(read, write, exceptional)
  const ms = secondsToMs(timeout)
  const run = () => {
    waiting(ms, (wait) => sets.select(wait))
    return sets.ready()
  }
  return watched('select', null, run, outcome)
}

export async function selectAsync<R extends Watchable, W extends Watchable, X extends Watchable>(
  read: readonly R[],
  write: readonly W[],
  exceptional: readonly X[],
  timeout: number | null = null,
): Promise<Selected<R, W, X>> {
  const sets = new Sets(read, write, exceptional)
  const ms = secondsToMs(timeout)
  const run = async () => {
    if (sets.select(0) === 0 && ms !== 0) {
      await anyReady(sets.interests(), ms)
      sets.select(0)
    }
    return sets.ready()
  }
  return watchedAsync('select', null, run, outcome)
}

class Sets<R extends Watchable, W extends Watchable, X extends Watchable> {
  readonly #read: Interest<R>
  readonly #write: Interest<W>
  readonly #exceptional: Interest<X>

  constructor(read: readonly R[], write: readonly W[], exceptional: readonly X[]) {
    this.#read = new Interest(read)
    this.#write = new Interest(write)
    this.#exceptional = new Interest(exceptional)
  }

  /** How many are ready within `wait` ms, -1 for ever. */
  select(wait: number): number {
    const highest = Math.max(this.#read.highest, this.#write.highest, this.#exceptional.highest)
    const sets = [this.#read, this.#write, this.#exceptional].map((interest) => interest.set())
    const [read, write, exceptional] = sets
    const result = retried(() => libc().select(highest + 1, read, write, exceptional, timeval(wait)))
    if (result < 0) throw new SocketError(-result, 'select')
    return result
  }

  ready(): Selected<R, W, X> {
    return [this.#read.ready(), this.#write.ready(), this.#exceptional.ready()]
  }

  *interests(): Iterable<[number, number]> {
    const events = new Map<number, number>()
    const wanted: [readonly number[], number][] = [
      [this.#read.fds, EPOLLIN],
      [this.#write.fds, EPOLLOUT],
      [this.#exceptional.fds, EPOLLPRI],
    ]
    for (const [fds, bits] of wanted) for (const fd of fds) events.set(fd, (events.get(fd) ?? 0) | bits)
    yield* events
  }
}

/** One of the three lists, and its fd_set: 64-bit words, so on little-endian machines bit n is in byte n / 8. */
class Interest<T extends Watchable> {
  readonly fds: readonly number[]
  readonly highest: number
  readonly #items: readonly T[]
  #set = Buffer.alloc(SET_BYTES)

  constructor(items: readonly T[]) {
    if (!Array.isArray(items)) throw new TypeError('select takes three lists of sockets')
    this.#items = items
    this.fds = items.map((item: T) => descriptorOf(item, 'select'))
    this.highest = Math.max(-1, ...this.fds)
    if (this.highest >= SET_SIZE)
      throw new RangeError(`select knows descriptors below ${SET_SIZE}, not ${this.highest}: use poll`)
  }

  set(): Buffer {
    this.#set = Buffer.alloc(SET_BYTES)
    for (const fd of this.fds) this.#set[fd >> 3]! |= 1 << (fd & 7)
    return this.#set
  }

  ready(): T[] {
    return this.#items.filter((_, i) => {
      const fd = this.fds[i]!
      return (this.#set[fd >> 3]! & (1 << (fd & 7))) !== 0
    })
  }
}

function secondsToMs(timeout: number | null): number | null {
  if (typeof timeout === 'number' && timeout < 0)
    throw new RangeError(`a time limit is 0 seconds or more, not ${timeout}`)
  return limitMs(timeout, MS_PER_SECOND, 'a time limit in seconds')
}

function timeval(ms: number): Buffer | null {
  if (ms < 0) return null
  const value = Buffer.alloc(TIMEVAL_BYTES)
  writeLong(value, BigInt(Math.floor(ms / MS_PER_SECOND)))
  writeLong(value, BigInt((ms % MS_PER_SECOND) * 1000), 8)
  return value
}

function outcome(lists: Selected<unknown, unknown, unknown>) {
  return { result: `${lists.flat().length} ready` }
}
