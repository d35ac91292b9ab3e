/** recv(2) in its forms: into new memory or the program's own, with the sender's address or without. */

import { shown } from './address/sockaddr.ts'
import type { AnyAddress } from './address.ts'
import { MSG_DONTWAIT, MSG_PEEK, SOCK_STREAM } from './constants.ts'
import { tryReceive, tryReceiveFrom } from './descriptor.ts'
import type { Handle } from './handle.ts'
import { awaiting, blocking, type Waiting } from './wait.ts'
import { shownEnd, watched, watchedAsync } from './watched.ts'

/** Up to this size bytes are received into memory used again and again, and the program gets a copy of what came. */
const SCRATCH_BYTES = 65_536
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)
const EMPTY = Buffer.alloc(0)

export type Received = { data: Buffer; address: AnyAddress | null }
export type Count = { count: number; address: AnyAddress | null }

/** What to receive: how much at most, with which flags, and whether the sender is asked for. */
export type Wanted = { call: string; flags: number; named: boolean }

export function receive(handle: Handle, size: number, wanted: Wanted): Received {
  const into = new Into(handle, room(size), wanted, true)
  const run = () => {
    into.blocking()
    return into.received()
  }
  return watched(wanted.call, handle, run, outcome(handle, wanted))
}

export async function receiveAsync(handle: Handle, size: number, wanted: Wanted): Promise<Received> {
  const into = new Into(handle, room(size), wanted, true)
  const run = async () => {
    await into.awaiting()
    return into.received()
  }
  return watchedAsync(wanted.call, handle, run, outcome(handle, wanted))
}

/** The count may exceed the memory where MSG_TRUNC asks for a datagram's true length. */
export function receiveInto(handle: Handle, memory: Uint8Array, size: number, wanted: Wanted): Count {
  const into = new Into(handle, part(memory, size), wanted, false)
  const run = () => ({ count: into.blocking(), address: into.address })
  return watched(wanted.call, handle, run, outcome(handle, wanted))
}

export async function receiveIntoAsync(
  handle: Handle,
  memory: Uint8Array,
  size: number,
  wanted: Wanted,
): Promise<Count> {
  const into = new Into(handle, part(memory, size), wanted, false)
  const run = async () => ({ count: await into.awaiting(), address: into.address })
  return watchedAsync(wanted.call, handle, run, outcome(handle, wanted))
}

/** Attempts to receive into one piece of memory. */
class Into {
  address: AnyAddress | null = null
  readonly #handle: Handle
  readonly #memory: Uint8Array
  readonly #wanted: Wanted
  /** Whether what comes is to become a Buffer of the program's own. */
  readonly #keep: boolean
  #data: Buffer = EMPTY

  constructor(handle: Handle, memory: Uint8Array, wanted: Wanted, keep: boolean) {
    this.#handle = handle
    this.#memory = memory
    this.#wanted = wanted
    this.#keep = keep
  }

  blocking(): number {
    const { flags } = this.#wanted
    return blocking(this.#waiting(), () => this.#once(flags), (flags & MSG_DONTWAIT) === 0)
  }

  awaiting(): Promise<number> {
    return awaiting(this.#waiting(), () => this.#once(this.#wanted.flags | MSG_DONTWAIT))
  }

  received(): Received {
    return { data: this.#data, address: this.address }
  }

  #once(flags: number): number {
    const { fd, family } = this.#handle
    let result: number
    if (this.#wanted.named) {
      const from = tryReceiveFrom(fd, family, this.#memory, flags)
      this.address = from.address
      result = from.result
    } else result = tryReceive(fd, this.#memory, flags)
    // At once, for the memory may be used by another call before an awaiting one goes on.
    if (this.#keep && result > 0) this.#data = ownBytes(this.#memory, Math.min(result, this.#memory.length))
    return result
  }

  #waiting(): Waiting {
    return { handle: this.#handle, syscall: this.#wanted.call, direction: 'in' }
  }
}

function room(size: unknown): Buffer {
  const bytes = count(size, 'a number of bytes to receive')
  return bytes <= SCRATCH_BYTES ? scratch.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes)
}

/** A copy also where a large buffer would be kept alive for a few bytes. */
function ownBytes(memory: Uint8Array, length: number): Buffer {
  const whole = memory.buffer !== scratch.buffer && length * 2 >= memory.length
  return whole ? Buffer.from(memory.buffer, memory.byteOffset, length) : Buffer.from(memory.subarray(0, length))
}

function part(memory: unknown, size: unknown): Uint8Array {
  if (!(memory instanceof Uint8Array)) throw new TypeError(`a Uint8Array is expected, not ${shown(memory)}`)
  const bytes = count(size, 'a number of bytes to receive')
  if (bytes > memory.length)
    throw new RangeError(`${bytes} bytes do not fit into the ${memory.length} of the buffer given`)
  return memory.subarray(0, bytes === 0 ? memory.length : bytes)
}

function count(value: unknown, what: string): number {
  if (typeof value !== 'number') throw new TypeError(`${what} is expected, not ${shown(value)}`)
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`${what} is expected, not ${value}`)
  return value
}

function outcome(handle: Handle, { flags }: Wanted) {
  return (value: Received | Count) => {
    const length = 'data' in value ? value.data.length : value.count
    const remote = value.address === null ? undefined : shownEnd(value.address)
    const ends = remote === undefined ? {} : { remote }
    if (handle.type !== SOCK_STREAM)
      return { ...ends, from: 0, to: length, datagram: true as const, result: String(length) }
    const from = handle.received
    if (!(flags & MSG_PEEK)) handle.received += length
    return { from, to: from + length, result: String(length) }
  }
}
