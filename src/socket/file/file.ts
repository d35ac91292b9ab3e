/** A file over a socket: what `makefile` returns. */
import { constants } from 'node:os'
import { shown } from '../address/sockaddr.ts'
import { closeFile } from '../close.ts'
import { SocketError } from '../errors.ts'
import type { Handle } from '../handle.ts'
import { receive, receiveAsync } from '../receive.ts'
import { bytesOf, type Data, sendAll, sendAllAsync } from '../send.ts'
import type { Incoming } from './lines.ts'

/** Bytes asked for at once, and gathered before they are sent. Python's buffer. */
export const BUFFER_BYTES = 8192
const { EBADF } = constants.errno

export type FileParts<T> = {
  handle: Handle
  reads: boolean
  writes: boolean
  incoming: Incoming<T>
  /** Bytes to gather before sending; 0 sends each write at once. */
  gather: number
}

/** `T`: Buffer, or string for a file of text. */
export class SocketFile<T extends Buffer | string> implements Disposable {
  readonly #parts: FileParts<T>
  #outgoing: Uint8Array[] = []
  #gathered = 0
  #closed = false

  /** Use `Socket.makefile()`. */
  constructor(parts: FileParts<T>) {
    this.#parts = parts
    parts.handle.files++
  }

  /** The next line with its `\n`, at most `limit` long; empty at the end. Throws as `recv` does. */
  readline(limit = Infinity): T {
    return this.#read((incoming) => incoming.takeLine(limit))
  }

  async readlineAsync(limit = Infinity): Promise<T> {
    return this.#readAsync((incoming) => incoming.takeLine(limit))
  }

  /** Exactly `count`, fewer only at the end; without a count everything through the end. */
  read(count?: number | null): T {
    return this.#read(taking<T>(count))
  }

  async readAsync(count?: number | null): Promise<T> {
    return this.#readAsync(taking<T>(count))
  }

  /** All lines through the end. */
  readlines(): T[] {
    return [...this]
  }

  async readlinesAsync(): Promise<T[]> {
    const lines: T[] = []
    for await (const line of this) lines.push(line)
    return lines
  }

  /** Line by line. */
  *[Symbol.iterator](): Generator<T> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let line = await this.readlineAsync(); line.length > 0; line = await this.readlineAsync()) yield line
  }

  /** Gathers bytes, and sends them once the buffer is full: call `flush` when the peer is to have them. */
  write(data: Data): number {
    const length = this.#gather(data)
    if (this.#gathered > this.#parts.gather) this.flush()
    return length
  }

  async writeAsync(data: Data): Promise<number> {
    const length = this.#gather(data)
    if (this.#gathered > this.#parts.gather) await this.flushAsync()
    return length
  }

  /** Sends what was gathered, all of it. */
  flush(): void {
    this.#open()
    const bytes = this.#taken()
    if (bytes.length > 0) sendAll(this.#parts.handle, bytes, 0)
  }

  async flushAsync(): Promise<void> {
    this.#open()
    const bytes = this.#taken()
    if (bytes.length > 0) await sendAllAsync(this.#parts.handle, bytes, 0)
  }

  /** Sends what was gathered. Closing again does nothing. The socket stays open, unless it was closed before. */
  close(): void {
    if (this.#closed) return
    try {
      this.flush()
    } finally {
      this.#closed = true
      closeFile(this.#parts.handle)
    }
  }

  [Symbol.dispose](): void {
    this.close()
  }

  get closed(): boolean {
    return this.#closed
  }

  #read(take: (incoming: Incoming<T>) => T | undefined): T {
    this.#readable()
    const { incoming, handle } = this.#parts
    for (;;) {
      const taken = take(incoming)
      if (taken !== undefined) return taken
      incoming.add(receive(handle, BUFFER_BYTES, RECV).data)
    }
  }

  async #readAsync(take: (incoming: Incoming<T>) => T | undefined): Promise<T> {
    this.#readable()
    const { incoming, handle } = this.#parts
    for (;;) {
      const taken = take(incoming)
      if (taken !== undefined) return taken
      incoming.add((await receiveAsync(handle, BUFFER_BYTES, RECV)).data)
    }
  }

  #gather(data: Data): number {
    this.#open()
    if (!this.#parts.writes) throw new TypeError('the file was not made for writing: makefile needs a mode with "w"')
    const bytes = bytesOf(data)
    // The program may use its memory again before the bytes are sent.
    this.#outgoing.push(Uint8Array.from(bytes))
    this.#gathered += bytes.length
    return data.length
  }

  #taken(): Buffer {
    const bytes = Buffer.concat(this.#outgoing)
    this.#outgoing = []
    this.#gathered = 0
    return bytes
  }

  #readable(): void {
    this.#open()
    if (!this.#parts.reads) throw new TypeError('the file was not made for reading: makefile needs a mode with "r"')
  }

  #open(): void {
    if (this.#closed) throw new SocketError(EBADF, 'file', 'is closed')
  }
}

const RECV = { call: 'recv', flags: 0, named: false }

function taking<T>(count: unknown): (incoming: Incoming<T>) => T | undefined {
  if (count === undefined || count === null) return (incoming) => incoming.takeAll()
  if (typeof count !== 'number') throw new TypeError(`a number of bytes or characters is expected, not ${shown(count)}`)
  return count < 0 ? (incoming) => incoming.takeAll() : (incoming) => incoming.take(count)
}
