/** One C call each on a file descriptor, with its buffers prepared. `try…` return minus the errno instead of throwing. */
import { type AnyAddress, fromSockaddr, SOCKADDR_BYTES } from './address.ts'
import { MSG_NOSIGNAL, POLLIN, POLLOUT, POLLRDHUP, SO_ERROR, SOCK_CLOEXEC, SOL_SOCKET } from './constants.ts'
import { libc, must, once, retried } from './libc.ts'
import { INT_BYTES, int, readInt, readUint16, writeUint16 } from './memory.ts'

const F_GETFL = 3
const F_SETFL = 4
const F_DUPFD_CLOEXEC = 1030
const POLL_TOLD = 6
const LONGEST_POLL_MS = 2 ** 31 - 1
export const O_NONBLOCK = 0o4000

export type Direction = 'in' | 'out'
/** A result, or minus its errno, and the peer it came from. */
export type FromPeer = { result: number; address: AnyAddress }

export function flagsOf(fd: number): number {
  return must('fcntl', () => libc().fcntl(fd, F_GETFL, 'int', 0))
}

export function setNonBlocking(fd: number, on: boolean): void {
  const flags = flagsOf(fd)
  const wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
  if (wanted !== flags) must('fcntl', () => libc().fcntl(fd, F_SETFL, 'int', wanted))
}

/** Makes a non-blocking attempt on a descriptor that may be blocking. */
export function withoutBlocking<T>(fd: number, attempt: () => T): T {
  if (flagsOf(fd) & O_NONBLOCK) return attempt()
  setNonBlocking(fd, true)
  try {
    return attempt()
  } finally {
    setNonBlocking(fd, false)
  }
}

export function duplicate(fd: number): number {
  return must('dup', () => libc().fcntl(fd, F_DUPFD_CLOEXEC, 'int', 0))
}

/** Whether nothing more will be read: by our own shutdown, or because the peer has closed. */
export function readingIsShut(fd: number): boolean {
  const entry = pollEntry(fd, POLLRDHUP)
  return must('poll', () => libc().poll(entry, 1, 0)) > 0 && (readUint16(entry, POLL_TOLD) & POLLRDHUP) !== 0
}

/** Waits until the descriptor is ready; false when `ms` are over. A closed one is ready: the call itself then fails. */
export function poll(fd: number, direction: Direction, ms: number): boolean {
  if (fd < 0) return true
  const entry = pollEntry(fd, direction === 'in' ? POLLIN : POLLOUT)
  const wait = Math.min(Math.max(0, Math.ceil(ms)), LONGEST_POLL_MS)
  return must('poll', () => libc().poll(entry, 1, wait)) > 0
}

/** `struct pollfd`. */
function pollEntry(fd: number, events: number): Buffer {
  const entry = Buffer.concat([int(fd), Buffer.alloc(INT_BYTES)])
  writeUint16(entry, events, INT_BYTES)
  return entry
}

export function nameOf(fd: number, family: number, syscall: 'getsockname' | 'getpeername'): AnyAddress {
  const sockaddr = Buffer.alloc(SOCKADDR_BYTES)
  const length = int(SOCKADDR_BYTES)
  must(syscall, () => libc()[syscall](fd, sockaddr, length))
  return fromSockaddr(sockaddr, readInt(length), family)
}

export function tryAccept(fd: number, family: number): FromPeer {
  const sockaddr = Buffer.alloc(SOCKADDR_BYTES)
  const length = int(SOCKADDR_BYTES)
  const result = retried(() => libc().accept4(fd, sockaddr, length, SOCK_CLOEXEC))
  return { result, address: fromSockaddr(sockaddr, result < 0 ? 0 : readInt(length), family) }
}

export function tryReceive(fd: number, buffer: Uint8Array, flags: number): number {
  return retried(() => libc().recv(fd, buffer, buffer.length, flags))
}

export function tryReceiveFrom(fd: number, family: number, buffer: Uint8Array, flags: number): FromPeer {
  const sockaddr = Buffer.alloc(SOCKADDR_BYTES)
  const length = int(SOCKADDR_BYTES)
  const result = retried(() => libc().recvfrom(fd, buffer, buffer.length, flags, sockaddr, length))
  return { result, address: fromSockaddr(sockaddr, result < 0 ? 0 : readInt(length), family) }
}

/** A broken pipe is an error to throw, never a signal. */
export function trySend(fd: number, data: Uint8Array, flags: number): number {
  return retried(() => libc().send(fd, data, data.length, flags | MSG_NOSIGNAL))
}

export function trySendTo(fd: number, data: Uint8Array, flags: number, to: Buffer): number {
  return retried(() => libc().sendto(fd, data, data.length, flags | MSG_NOSIGNAL, to, to.length))
}

/** Not made again when interrupted: the connection is under way then (connect(2)). */
export function tryConnect(fd: number, sockaddr: Buffer): number {
  return once(() => libc().connect(fd, sockaddr, sockaddr.length))
}

/** Not made again when interrupted: the descriptor is gone then (close(2)). */
export function tryClose(fd: number): number {
  return once(() => libc().close(fd))
}

export function getOption(fd: number, level: number, option: number, bytes: number): Buffer {
  const value = Buffer.alloc(bytes)
  const length = int(bytes)
  must('getsockopt', () => libc().getsockopt(fd, level, option, value, length))
  return value.subarray(0, readInt(length))
}

export function setOption(fd: number, level: number, option: number, value: Uint8Array): void {
  must('setsockopt', () => libc().setsockopt(fd, level, option, value, value.length))
}

/** How a connect that was under way has ended: 0 or an errno. Reading it clears it. */
export function pendingError(fd: number): number {
  return readInt(getOption(fd, SOL_SOCKET, SO_ERROR, INT_BYTES))
}
