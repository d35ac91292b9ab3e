/**
 * A BSD socket. Blocking calls stop the whole thread until the kernel answers, as in C and Python; their twins ending
 * in `Async` leave the thread free. All throw SocketError with `code` (`ECONNREFUSED`), `errno` and `syscall`, and
 * TypeError or RangeError for arguments that no call could use. What each does is told here; how, in the files named
 * after the calls.
 */
import { accept, acceptAsync } from './accept.ts'
import type { Address, AnyAddress } from './address.ts'
import { bind, listen } from './bind.ts'
import { close, detach } from './close.ts'
import { connect, connectAsync, connectEx, connectExAsync } from './connect.ts'
import { SO_DOMAIN, SO_PROTOCOL, SO_TYPE, SOCK_STREAM, SOL_SOCKET } from './constants.ts'
import { duplicate, flagsOf, nameOf, O_NONBLOCK, setNonBlocking } from './descriptor.ts'
import { type ByteFile, type ByteMode, type FileOptions, openFile, type TextFile, type TextMode } from './file/open.ts'
import { type Handle, newHandle } from './handle.ts'
import { libc, must } from './libc.ts'
import { getSocketOption, getSocketOptionBytes, type OptionValue, setSocketOption } from './options.ts'
import { receive, receiveAsync, receiveInto, receiveIntoAsync, type Wanted } from './receive.ts'
import { type Data, send, sendAll, sendAllAsync, sendAsync, sendTo, sendToAsync } from './send.ts'
import { watched } from './watched.ts'

/**
 * `A`: what its addresses look like: `[host, port]` in the INET families, text for AF_UNIX. `socket()` knows it from
 * the family.
 */
export class Socket<A extends AnyAddress = Address> implements Disposable {
  readonly #handle: Handle

  /** Use `socket()`, `socketpair()` or `Socket.fromFd()`. */
  constructor(handle: Handle) {
    this.#handle = handle
  }

  /**
   * The same socket by its descriptor, e.g. in a worker thread. Both objects then own it: close one. `fromFd<string>()`
   * where it is one of AF_UNIX. Throws EBADF for no descriptor, ENOTSOCK for one of something else.
   */
  static fromFd<A extends AnyAddress = Address>(fd: number): Socket<A> {
    const ask = (option: number) => getSocketOption(fd, SOL_SOCKET, option)
    const [family, type, protocol] = [ask(SO_DOMAIN), ask(SO_TYPE), ask(SO_PROTOCOL)]
    return new Socket<A>(newHandle(fd, family, type, protocol, flagsOf(fd) & O_NONBLOCK ? 0 : null))
  }

  /** AF_INET … */
  get family(): number {
    return this.#handle.family
  }

  /** SOCK_STREAM … */
  get type(): number {
    return this.#handle.type
  }

  /** IPPROTO_TCP …, or 0 where the family's usual one was asked for. */
  get protocol(): number {
    return this.#handle.protocol
  }

  /**
   * Takes an address of this machine: bind(2). Port 0 lets the kernel choose, `''` takes all interfaces. Throws
   * EADDRINUSE, EADDRNOTAVAIL for an address the machine does not have, EACCES for a port below 1024 without the
   * right to it, EINVAL when bound already.
   */
  bind(address: A): void {
    bind(this.#handle, address)
  }

  /**
   * From now on the kernel opens connections: listen(2). `backlog`: how many may wait for accept, plus one on Linux; by
   * default the machine's somaxconn, at most 128, as in Python. Throws EADDRINUSE, EOPNOTSUPP for datagrams.
   */
  listen(backlog?: number): void {
    listen(this.#handle, backlog)
  }

  /**
   * Waits for a connection and returns it with the peer's address: accept(2). The new socket has no time limit,
   * whatever this one has. Throws EINVAL where nobody listens, EMFILE when there are no more descriptors.
   */
  accept(): [connection: Socket<A>, address: A] {
    const { handle, address } = accept(this.#handle)
    return [new Socket<A>(handle), address as A]
  }

  async acceptAsync(): Promise<[connection: Socket<A>, address: A]> {
    const { handle, address } = await acceptAsync(this.#handle)
    return [new Socket<A>(handle), address as A]
  }

  /**
   * Opens a connection, or for datagrams sets the peer: connect(2). Throws ECONNREFUSED where nobody listens,
   * ETIMEDOUT, ENETUNREACH, EHOSTUNREACH, EISCONN; on a non-blocking socket EINPROGRESS: it is under way, poll for
   * writing and read SO_ERROR.
   */
  connect(address: A): void {
    connect(this.#handle, address)
  }

  async connectAsync(address: A): Promise<void> {
    await connectAsync(this.#handle, address)
  }

  /** As `connect`, but returns the errno: 0 for success; as in Python, EAGAIN when the socket's time limit is over. */
  connect_ex(address: A): number {
    return connectEx(this.#handle, address)
  }

  /** As `connectAsync`, but resolves with the errno: 0 for success, ETIMEDOUT when the time limit is over. */
  async connect_exAsync(address: A): Promise<number> {
    return connectExAsync(this.#handle, address)
  }

  /**
   * 1 to `size` bytes as soon as any are there: recv(2). Of a stream, an empty Buffer says that the peer has ended its
   * direction; a datagram longer than `size` loses its rest. Throws ECONNRESET, ENOTCONN, EAGAIN, ETIMEDOUT.
   */
  recv(size: number, flags = 0): Buffer {
    return receive(this.#handle, size, this.#wanted(flags)).data
  }

  async recvAsync(size: number, flags = 0): Promise<Buffer> {
    return (await receiveAsync(this.#handle, size, this.#wanted(flags))).data
  }

  /** As `recv`, with the sender's address: recvfrom(2). A stream has none, and gives `['', 0]` or `''`. */
  recvfrom(size: number, flags = 0): [data: Buffer, address: A] {
    const { data, address } = receive(this.#handle, size, wantedFrom(flags))
    return [data, address as A]
  }

  async recvfromAsync(size: number, flags = 0): Promise<[data: Buffer, address: A]> {
    const { data, address } = await receiveAsync(this.#handle, size, wantedFrom(flags))
    return [data, address as A]
  }

  /**
   * Receives into the program's own memory, at most `size` bytes (0: as many as it holds), and returns how many came.
   * With MSG_TRUNC that of a datagram is its true length, even where it did not fit.
   */
  recv_into(buffer: Uint8Array, size = 0, flags = 0): number {
    return receiveInto(this.#handle, buffer, size, { call: 'recv_into', flags, named: false }).count
  }

  async recv_intoAsync(buffer: Uint8Array, size = 0, flags = 0): Promise<number> {
    return (await receiveIntoAsync(this.#handle, buffer, size, { call: 'recv_into', flags, named: false })).count
  }

  /** As `recv_into`, with the sender's address. */
  recvfrom_into(buffer: Uint8Array, size = 0, flags = 0): [count: number, address: A] {
    const { count, address } = receiveInto(this.#handle, buffer, size, { call: 'recvfrom_into', flags, named: true })
    return [count, address as A]
  }

  async recvfrom_intoAsync(buffer: Uint8Array, size = 0, flags = 0): Promise<[count: number, address: A]> {
    const wanted = { call: 'recvfrom_into', flags, named: true }
    const { count, address } = await receiveIntoAsync(this.#handle, buffer, size, wanted)
    return [count, address as A]
  }

  /**
   * Hands bytes to the kernel and returns how many it took: possibly fewer than given, and no word on whether they
   * arrived: send(2). Text is sent as UTF-8. Throws EPIPE after our own end of the direction, ECONNRESET after the
   * peer's reset, EMSGSIZE for a datagram that is too long, EDESTADDRREQ, ENOTCONN.
   */
  send(data: Data, flags = 0): number {
    return send(this.#handle, data, flags)
  }

  async sendAsync(data: Data, flags = 0): Promise<number> {
    return sendAsync(this.#handle, data, flags)
  }

  /** Sends all of it, however many calls that takes. After an error nobody knows how much was sent. */
  sendall(data: Data, flags = 0): void {
    sendAll(this.#handle, data, flags)
  }

  async sendallAsync(data: Data, flags = 0): Promise<void> {
    await sendAllAsync(this.#handle, data, flags)
  }

  /** Sends one datagram to an address and returns its length: sendto(2). */
  sendto(data: Data, address: A, flags = 0): number {
    return sendTo(this.#handle, data, address, flags)
  }

  async sendtoAsync(data: Data, address: A, flags = 0): Promise<number> {
    return sendToAsync(this.#handle, data, address, flags)
  }

  /**
   * Ends one direction or both: shutdown(2). SHUT_WR says "no more from me" (FIN) and leaves the other direction open.
   * Throws ENOTCONN.
   */
  shutdown(how: number): void {
    watched('shutdown', this.#handle, () => must('shutdown', () => libc().shutdown(this.#handle.fd, how)))
  }

  /**
   * Gives the descriptor back: close(2). With unread input TCP resets the connection, otherwise it says FIN. A call
   * awaiting on the socket ends with EBADF, and so does every later one; closing again does nothing. While files made
   * of it are open, the descriptor stays until the last of them is closed.
   */
  close(): void {
    close(this.#handle)
  }

  /** For `using`: closes at the end of the block. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** Gives the descriptor away: this object is closed, the socket is not. Returns the descriptor. */
  detach(): number {
    return detach(this.#handle)
  }

  /** A second descriptor of the same socket: dup(2). */
  dup(): Socket<A> {
    const { fd, family, type, protocol, timeout } = this.#handle
    return new Socket<A>(newHandle(duplicate(fd), family, type, protocol, timeout))
  }

  /** Our own end: getsockname(2). */
  getsockname(): A {
    return nameOf(this.#handle.fd, this.family, 'getsockname') as A
  }

  /** The peer's end: getpeername(2). Throws ENOTCONN. */
  getpeername(): A {
    return nameOf(this.#handle.fd, this.family, 'getpeername') as A
  }

  /**
   * Sets an option: setsockopt(2). `value`: an int, several ints (`[1, 0]` for SO_LINGER), or the bytes themselves.
   * Throws ENOPROTOOPT for an option that there is not, EINVAL, EPERM.
   */
  setsockopt(level: number, option: number, value: OptionValue): void {
    setSocketOption(this.#handle.fd, level, option, value)
  }

  /** Reads an option: getsockopt(2). An int; with `bytes`, a Buffer of at most so many (1–1024). */
  getsockopt(level: number, option: number): number
  getsockopt(level: number, option: number, bytes: number): Buffer
  getsockopt(level: number, option: number, bytes?: number): number | Buffer {
    if (bytes === undefined) return getSocketOption(this.#handle.fd, level, option)
    return getSocketOptionBytes(this.#handle.fd, level, option, bytes)
  }

  /** Seconds that each following call may wait (then ETIMEDOUT); null for ever, 0 not at all (EAGAIN). */
  settimeout(seconds: number | null): void {
    if (seconds !== null && typeof seconds !== 'number')
      throw new TypeError(`a time limit is null or a number of seconds, not ${typeof seconds}`)
    if (seconds !== null && !(seconds >= 0)) throw new RangeError(`a time limit is 0 seconds or more, not ${seconds}`)
    setNonBlocking(this.#handle.fd, seconds !== null)
    this.#handle.timeout = seconds
  }

  gettimeout(): number | null {
    return this.#handle.timeout
  }

  /** `true` is `settimeout(null)`, `false` is `settimeout(0)`. */
  setblocking(on: boolean): void {
    this.settimeout(on ? null : 0)
  }

  /** Whether calls wait, with a time limit or without. */
  getblocking(): boolean {
    return this.#handle.timeout !== 0
  }

  /** The descriptor, -1 once closed. */
  fileno(): number {
    return this.#handle.fd
  }

  /**
   * A file over the socket, to read and write lines. With a `b` in its mode it speaks bytes, otherwise text in UTF-8
   * with every line end read as `\n`. Writing is buffered: `flush()` or `close()` sends. Closing the file leaves the
   * socket open, and the descriptor stays until socket and files are all closed.
   */
  makefile(mode?: TextMode, options?: FileOptions): TextFile
  makefile(mode: ByteMode, options?: FileOptions): ByteFile
  makefile(mode: TextMode | ByteMode = 'r', options: FileOptions = {}): TextFile | ByteFile {
    return openFile(this.#handle, mode, options)
  }

  /** A stream's calls are shown as `recv`, others' as `recvfrom`: a datagram's row names the sender. */
  #wanted(flags: number): Wanted {
    const stream = this.type === SOCK_STREAM
    return { call: stream ? 'recv' : 'recvfrom', flags, named: !stream }
  }
}

function wantedFrom(flags: number): Wanted {
  return { call: 'recvfrom', flags, named: true }
}
