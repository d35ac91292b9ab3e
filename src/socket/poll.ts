/** poll(2). */
import { constants } from 'node:os'
import { shown } from './address/sockaddr.ts'
import { POLLIN, POLLOUT, POLLPRI } from './constants.ts'
import { SocketError } from './errors.ts'
import { libc, retried } from './libc.ts'
import { int, readInt, readUint16, writeUint16 } from './memory.ts'
import { anyReady, descriptorOf, limitMs, type Watchable, waiting } from './watchable.ts'
import { watched, watchedAsync } from './watched.ts'

/** `struct pollfd`: the descriptor, what is asked for, what is told. */
const ENTRY = { bytes: 8, events: 4, told: 6 }
const UINT16 = 0xffff
const { ENOENT } = constants.errno

/** A list of sockets to be asked about together. Made by `poll()`. */
export class Poll {
  readonly #wanted = new Map<number, number>()

  /** Adds a socket, or changes what it is asked for. `events`: POLLIN, POLLPRI, POLLOUT, or'ed. */
  register(socket: Watchable, events: number = POLLIN | POLLPRI | POLLOUT): void {
    this.#wanted.set(descriptorOf(socket, 'poll'), eventMask(events))
  }

  /** Throws ENOENT for what was not registered. */
  modify(socket: Watchable, events: number): void {
    const fd = descriptorOf(socket, 'poll')
    if (!this.#wanted.has(fd)) throw new SocketError(ENOENT, 'poll', `descriptor ${fd} is not registered`)
    this.#wanted.set(fd, eventMask(events))
  }

  /** Throws ENOENT for what was not registered. A closed socket is named by the descriptor that it had. */
  unregister(socket: Watchable): void {
    const fd = descriptorOf(socket, 'poll')
    if (!this.#wanted.delete(fd)) throw new SocketError(ENOENT, 'poll', `descriptor ${fd} is not registered`)
  }

  /**
   * Waits until one of them is ready, or `timeout` milliseconds are over (null: for ever, 0: not at all), and returns
   * those that are, with their events; POLLERR, POLLHUP and POLLNVAL (closed) are told without being asked for.
   */
  poll(timeout: number | null = null): [fd: number, events: number][] {
    const ms = limitMs(timeout, 1, 'a time limit in milliseconds')
    const entries = this.#entries()
    const run = () => {
      waiting(ms, (wait) => once(entries, wait))
      return told(entries)
    }
    return watched('poll', null, run, outcome)
  }

  async pollAsync(timeout: number | null = null): Promise<[fd: number, events: number][]> {
    const ms = limitMs(timeout, 1, 'a time limit in milliseconds')
    const entries = this.#entries()
    const run = async () => {
      if (once(entries, 0) === 0 && ms !== 0) {
        // The events of poll and epoll have the same numbers.
        await anyReady(this.#wanted, ms)
        once(entries, 0)
      }
      return told(entries)
    }
    return watchedAsync('poll', null, run, outcome)
  }

  #entries(): Buffer {
    const entries = Buffer.alloc(ENTRY.bytes * this.#wanted.size)
    for (const [i, [fd, events]] of [...this.#wanted].entries()) {
      entries.set(int(fd), i * ENTRY.bytes)
      writeUint16(entries, events, i * ENTRY.bytes + ENTRY.events)
    }
    return entries
  }
}

/** An object that asks about many sockets at once: poll(2). */
export function poll(): Poll {
  return new Poll()
}

function eventMask(events: unknown): number {
  if (typeof events !== 'number') throw new TypeError(`events are a number (POLLIN …), not ${shown(events)}`)
  if (!Number.isInteger(events) || events < 0 || events > UINT16)
    throw new RangeError(`events are 0-65535, not ${events}`)
  return events
}

function once(entries: Buffer, wait: number): number {
  const result = retried(() => libc().poll(entries, entries.length / ENTRY.bytes, wait))
  if (result < 0) throw new SocketError(-result, 'poll')
  return result
}

function told(entries: Buffer): [fd: number, events: number][] {
  const all = Array.from({ length: entries.length / ENTRY.bytes }, (_, i): [number, number] => {
    const at = i * ENTRY.bytes
    return [readInt(entries, at), readUint16(entries, at + ENTRY.told)]
  })
  return all.filter(([, events]) => events !== 0)
}

function outcome(ready: unknown[]) {
  return { result: `${ready.length} ready` }
}
