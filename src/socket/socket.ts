/**
 * A BSD socket. Blocking calls stop the whole thread until the kernel answers, as in C and Python; their twins ending
 * in `Async` leave the thread free. All throw SocketError with `code` (`ECONNREFUSED`), `errno` and `syscall`.
 */
import { readFileSync } from 'node:fs'
import { type Address, addressText, toSockaddr } from './address.ts'
import {
  AF_INET,
  MSG_DONTWAIT,
  MSG_PEEK,
  SO_DOMAIN,
  SO_PROTOCOL,
  SO_TYPE,
  SOCK_STREAM,
  SOL_SOCKET,
} from './constants.ts'
import * as descriptor from './descriptor.ts'
import { SocketError } from './errors.ts'
import { libc, must } from './libc.ts'
import { withdraw } from './readiness.ts'
import { awaiting, blocking, EBADF, EINPROGRESS, EISCONN, ETIMEDOUT, ready, type Waiting } from './wait.ts'
import { watched, watchedAsync } from './watched.ts'

const INT_BYTES = 4
/** Python's ceiling for a `listen()` without a number. */
const DEFAULT_BACKLOG = 128
const CLOSED = -1

export class Socket implements Disposable {
  readonly family: number
  readonly type: number
  readonly protocol: number
  #fd: number
  #timeout: number | null
  /** Bytes of the stream so far, for showing which call carried which. */
  #sent = 0
  #received = 0

  /** Use `socket()` or `Socket.fromFd()`. */
  private constructor(fd: number, family: number, type: number, protocol: number, timeout: number | null) {
    this.#fd = fd
    this.family = family
    this.type = type
    this.protocol = protocol
    this.#timeout = timeout
  }

  /** A new socket; see socket(2). */
  static create(family: number, type: number, protocol: number): Socket {
    const fd = must('socket', () => libc().socket(family, type | descriptor.SOCK_CLOEXEC, protocol))
    return new Socket(fd, family, type, protocol, null)
  }

  /** The same socket by its descriptor, e.g. in a worker thread. Both objects then own it; close one. */
  static fromFd(fd: number): Socket {
    const ask = (option: number) => descriptor.readInt(descriptor.getOption(fd, SOL_SOCKET, option, INT_BYTES))
    const timeout = descriptor.flagsOf(fd) & descriptor.O_NONBLOCK ? 0 : null
    return new Socket(fd, ask(SO_DOMAIN), ask(SO_TYPE), ask(SO_PROTOCOL), timeout)
  }

  bind(address: Address | string): void {
    const sockaddr = toSockaddr(this.family, address)
    const text = addressText(address)
    watched('bind', this.#fd, () => must('bind', () => libc().bind(this.#fd, sockaddr, sockaddr.length), text))
  }

  /** `backlog`: how many opened connections may wait for accept, plus one on Linux. */
  listen(backlog = defaultBacklog()): void {
    watched('listen', this.#fd, () => must('listen', () => libc().listen(this.#fd, backlog)))
  }

  /** Waits for a connection. The new socket has no time limit, whatever this one has. */
  accept(): [connection: Socket, address: Address] {
    return watched(
      'accept',
      this.#fd,
      () => {
        let peer: Address = ['', 0]
        const fd = blocking(this.#waiting('accept', 'in'), () => {
          const { result, address } = descriptor.tryAccept(this.#fd)
          peer = address
          return result
        })
        return this.#accepted(fd, peer)
      },
      acceptedOutcome,
    )
  }

  async acceptAsync(): Promise<[connection: Socket, address: Address]> {
    return watchedAsync(
      'accept',
      this.#fd,
      async () => {
        let peer: Address = ['', 0]
        const fd = await awaiting(this.#waiting('accept', 'in'), () =>
          this.#withoutBlocking(() => {
            const { result, address } = descriptor.tryAccept(this.#fd)
            peer = address
            return result
          }),
        )
        return this.#accepted(fd, peer)
      },
      acceptedOutcome,
    )
  }

  connect(address: Address | string): void {
    const sockaddr = toSockaddr(this.family, address)
    const about = addressText(address)
    watched('connect', this.#fd, () => {
      const result = descriptor.tryConnect(this.#fd, sockaddr)
      if (result >= 0) return
      if (result !== -EINPROGRESS || !this.#timeout) throw new SocketError(-result, 'connect', about)
      if (!descriptor.poll(this.#fd, 'out', this.#timeout * 1000)) throw new SocketError(ETIMEDOUT, 'connect', about)
      this.#finishConnect(about)
    })
  }

  async connectAsync(address: Address | string): Promise<void> {
    const sockaddr = toSockaddr(this.family, address)
    const about = addressText(address)
    await watchedAsync('connect', this.#fd, async () => {
      const result = this.#withoutBlocking(() => descriptor.tryConnect(this.#fd, sockaddr))
      if (result >= 0) return
      if (result !== -EINPROGRESS) throw new SocketError(-result, 'connect', about)
      const deadline = this.#timeout ? performance.now() + this.#timeout * 1000 : null
      await ready(this.#waiting('connect', 'out', about), deadline)
      this.#finishConnect(about)
    })
  }

  /** As `connect`, but returns the errno instead of throwing it: 0 for success. */
  connect_ex(address: Address | string): number {
    try {
      this.connect(address)
      return 0
    } catch (error) {
      if (error instanceof SocketError) return error.errno
      throw error
    }
  }

  /** 1 to `size` bytes as soon as any are there; an empty Buffer when the peer has ended its direction. */
  recv(size: number, flags = 0): Buffer {
    return this.recvfrom(size, flags)[0]
  }

  async recvAsync(size: number, flags = 0): Promise<Buffer> {
    return (await this.recvfromAsync(size, flags))[0]
  }

  /** As `recv`, with the sender's address. A datagram longer than `size` loses its rest. */
  recvfrom(size: number, flags = 0): [data: Buffer, address: Address] {
    const call = this.type === SOCK_STREAM ? 'recv' : 'recvfrom'
    return watched(
      call,
      this.#fd,
      () => {
        const buffer = room(size)
        let peer: Address = ['', 0]
        const count = blocking(this.#waiting(call, 'in'), () => {
          const { result, address } = descriptor.tryReceive(this.#fd, buffer, flags)
          peer = address
          return result
        })
        return [taken(buffer, count), peer]
      },
      this.#receivedOutcome(flags),
    )
  }

  async recvfromAsync(size: number, flags = 0): Promise<[data: Buffer, address: Address]> {
    const call = this.type === SOCK_STREAM ? 'recv' : 'recvfrom'
    return watchedAsync(
      call,
      this.#fd,
      async () => {
        const buffer = room(size)
        let peer: Address = ['', 0]
        const count = await awaiting(this.#waiting(call, 'in'), () => {
          const { result, address } = descriptor.tryReceive(this.#fd, buffer, flags | MSG_DONTWAIT)
          peer = address
          return result
        })
        return [taken(buffer, count), peer]
      },
      this.#receivedOutcome(flags),
    )
  }

  /** Hands bytes to the kernel and returns how many it took: possibly fewer than given. Text is sent as UTF-8. */
  send(data: string | Uint8Array, flags = 0): number {
    const bytes = bytesOf(data)
    return watched('send', this.#fd, () => this.#count(this.#sendSome(bytes, flags)), this.#sentOutcome())
  }

  async sendAsync(data: string | Uint8Array, flags = 0): Promise<number> {
    const bytes = bytesOf(data)
    const run = async () => this.#count(await this.#sendSomeAsync(bytes, flags))
    return watchedAsync('send', this.#fd, run, this.#sentOutcome())
  }

  /** Sends all of it, however many calls that takes. After an error nobody knows how much was sent. */
  sendall(data: string | Uint8Array, flags = 0): void {
    const bytes = bytesOf(data)
    const send = () => {
      let sent = 0
      do sent += this.#count(this.#sendSome(bytes.subarray(sent), flags))
      while (sent < bytes.length)
      return sent
    }
    watched('sendall', this.#fd, send, this.#sentOutcome())
  }

  async sendallAsync(data: string | Uint8Array, flags = 0): Promise<void> {
    const bytes = bytesOf(data)
    const send = async () => {
      let sent = 0
      do sent += this.#count(await this.#sendSomeAsync(bytes.subarray(sent), flags))
      while (sent < bytes.length)
      return sent
    }
    await watchedAsync('sendall', this.#fd, send, this.#sentOutcome())
  }

  /** Sends one datagram. */
  sendto(data: string | Uint8Array, address: Address | string, flags = 0): number {
    const bytes = bytesOf(data)
    const sockaddr = toSockaddr(this.family, address)
    const waiting = this.#waiting('sendto', 'out', addressText(address))
    const run = () => blocking(waiting, () => descriptor.trySend(this.#fd, bytes, flags, sockaddr))
    return watched('sendto', this.#fd, run, (count) => ({ from: 0, to: count, remote: waiting.about }))
  }

  /** `SHUT_WR` says "no more from me" (FIN) and leaves the other direction open. */
  shutdown(how: number): void {
    watched('shutdown', this.#fd, () => must('shutdown', () => libc().shutdown(this.#fd, how)))
  }

  /** Gives the descriptor back. A call awaiting on it ends with EBADF, and so does closing it again. */
  close(): void {
    const fd = this.#fd
    watched('close', fd, () => {
      this.#fd = CLOSED
      if (fd !== CLOSED) withdraw(fd, new SocketError(EBADF, 'close'))
      must('close', () => libc().close(fd))
    })
  }

  /** For `using`: closes unless already closed. */
  [Symbol.dispose](): void {
    if (this.#fd !== CLOSED) this.close()
  }

  getsockname(): Address {
    return descriptor.nameOf(this.#fd, 'getsockname')
  }

  getpeername(): Address {
    return descriptor.nameOf(this.#fd, 'getpeername')
  }

  /** `value`: an int, several ints (`[1, 0]` for SO_LINGER), or the bytes themselves. */
  setsockopt(level: number, option: number, value: number | boolean | readonly number[] | Uint8Array): void {
    const bytes =
      value instanceof Uint8Array
        ? value
        : Buffer.concat((typeof value === 'object' ? value : [Number(value)]).map(descriptor.int))
    descriptor.setOption(this.#fd, level, option, bytes)
  }

  /** An int; with `bytes`, a Buffer of at most so many bytes. */
  getsockopt(level: number, option: number): number
  getsockopt(level: number, option: number, bytes: number): Buffer
  getsockopt(level: number, option: number, bytes?: number): number | Buffer {
    if (bytes !== undefined) return descriptor.getOption(this.#fd, level, option, bytes)
    return descriptor.readInt(descriptor.getOption(this.#fd, level, option, INT_BYTES))
  }

  /** Seconds that each following call may wait; null for ever, 0 not at all (EAGAIN). */
  settimeout(seconds: number | null): void {
    if (seconds !== null && !(seconds >= 0)) throw new RangeError('a time limit is null or a number of seconds from 0')
    descriptor.setNonBlocking(this.#fd, seconds !== null)
    this.#timeout = seconds
  }

  gettimeout(): number | null {
    return this.#timeout
  }

  setblocking(on: boolean): void {
    this.settimeout(on ? null : 0)
  }

  /** The descriptor, -1 once closed. */
  fileno(): number {
    return this.#fd
  }

  #waiting(syscall: string, direction: 'in' | 'out', about?: string): Waiting {
    return { fd: this.#fd, syscall, direction, timeout: this.#timeout, about }
  }

  #withoutBlocking(attempt: () => number): number {
    if (this.#timeout !== null) return attempt()
    descriptor.setNonBlocking(this.#fd, true)
    try {
      return attempt()
    } finally {
      descriptor.setNonBlocking(this.#fd, false)
    }
  }

  #accepted(fd: number, peer: Address): [Socket, Address] {
    return [new Socket(fd, this.family, this.type, this.protocol, null), peer]
  }

  #finishConnect(about: string): void {
    const errno = descriptor.pendingError(this.#fd)
    if (errno !== 0 && errno !== EISCONN) throw new SocketError(errno, 'connect', about)
  }

  #sendSome(bytes: Uint8Array, flags: number): number {
    return blocking(this.#waiting('send', 'out'), () => descriptor.trySend(this.#fd, bytes, flags))
  }

  #sendSomeAsync(bytes: Uint8Array, flags: number): Promise<number> {
    return awaiting(this.#waiting('send', 'out'), () => descriptor.trySend(this.#fd, bytes, flags | MSG_DONTWAIT))
  }

  #count(sent: number): number {
    this.#sent += sent
    return sent
  }

  #sentOutcome() {
    return (count: number) => ({ from: this.#sent - count, to: this.#sent, result: String(count) })
  }

  #receivedOutcome(flags: number) {
    return ([{ length }, address]: [Buffer, Address]) => {
      if (this.type !== SOCK_STREAM) return { from: 0, to: length, remote: addressText(address) }
      if (!(flags & MSG_PEEK)) this.#received += length
      const from = this.#received - (flags & MSG_PEEK ? 0 : length)
      return { from, to: from + length, result: String(length) }
    }
  }
}

/** A new socket, as in C. */
export function socket(family = AF_INET, type = SOCK_STREAM, protocol = 0): Socket {
  return Socket.create(family, type, protocol)
}

function acceptedOutcome([connection, address]: [Socket, Address]) {
  return {
    local: addressText(connection.getsockname()),
    remote: addressText(address),
    result: `fd ${connection.fileno()}`,
  }
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data
}

function room(size: number): Buffer {
  if (!Number.isInteger(size) || size < 0) throw new RangeError(`a number of bytes to receive, not ${size}`)
  return Buffer.allocUnsafeSlow(size)
}

/** What was received, without keeping a large buffer alive for a few bytes. */
function taken(buffer: Buffer, count: number): Buffer {
  const data = buffer.subarray(0, Math.min(count, buffer.length))
  return count * 2 < buffer.length ? Buffer.from(data) : data
}

function defaultBacklog(): number {
  try {
    return Math.min(Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8')) || DEFAULT_BACKLOG, DEFAULT_BACKLOG)
  } catch {
    return DEFAULT_BACKLOG
  }
}

/** Blocks the thread, as Python's `time.sleep`. */
export function sleep(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(INT_BYTES)), 0, 0, seconds * 1000)
}
