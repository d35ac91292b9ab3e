/** One C call each on a file descriptor, with its buffers prepared. `try…` return minus the errno instead of throwing. */
import { endianness } from 'node:os'
import { type Address, fromSockaddr, SOCKADDR_BYTES } from './address.ts'
import { MSG_NOSIGNAL, SO_ERROR, SOL_SOCKET } from './constants.ts'
import { libc, must, retried } from './libc.ts'

const F_GETFL = 3
const F_SETFL = 4
export const O_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000
const POLL = { in: 1, out: 4 }
const INT_BYTES = 4
const LITTLE = endianness() === 'LE'

/** An `int` in the machine's byte order. */
export function int(value: number): Buffer {
  const bytes = Buffer.alloc(INT_BYTES)
  if (LITTLE) bytes.writeInt32LE(value)
  else bytes.writeInt32BE(value)
  return bytes
}

export function readInt(bytes: Buffer): number {
  return LITTLE ? bytes.readInt32LE() : bytes.readInt32BE()
}

export function flagsOf(fd: number): number {
  return must('fcntl', () => libc().fcntl(fd, F_GETFL, 'int', 0))
}

export function setNonBlocking(fd: number, on: boolean): void {
  const flags = flagsOf(fd)
  const wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
  if (wanted !== flags) must('fcntl', () => libc().fcntl(fd, F_SETFL, 'int', wanted))
}

/** Waits until the descriptor is ready; false when `ms` are over. A closed one is ready: the call itself then fails. */
export function poll(fd: number, direction: 'in' | 'out', ms: number): boolean {
  if (fd < 0) return true
  const entry = Buffer.concat([int(fd), LITTLE ? int(POLL[direction]) : int(POLL[direction] << 16)])
  return must('poll', () => libc().poll(entry, 1, Math.max(0, Math.ceil(ms)))) > 0
}

export function nameOf(fd: number, syscall: 'getsockname' | 'getpeername'): Address {
  const sockaddr = Buffer.alloc(SOCKADDR_BYTES)
  const length = int(SOCKADDR_BYTES)
  must(syscall, () => libc()[syscall](fd, sockaddr, length))
  return fromSockaddr(sockaddr, readInt(length))
}

export function tryAccept(fd: number): { result: number; address: Address } {
  const sockaddr = Buffer.alloc(SOCKADDR_BYTES)
  const length = int(SOCKADDR_BYTES)
  const result = retried(() => libc().accept4(fd, sockaddr, length, SOCK_CLOEXEC))
  return { result, address: fromSockaddr(sockaddr, result < 0 ? 0 : readInt(length)) }
}

export function tryReceive(fd: number, buffer: Buffer, flags: number): { result: number; address: Address } {
  const sockaddr = Buffer.alloc(SOCKADDR_BYTES)
  const length = int(SOCKADDR_BYTES)
  const result = retried(() => libc().recvfrom(fd, buffer, buffer.length, flags, sockaddr, length))
  return { result, address: fromSockaddr(sockaddr, result < 0 ? 0 : readInt(length)) }
}

/** A broken pipe is an error to throw, never a signal. */
export function trySend(fd: number, data: Uint8Array, flags: number, to: Buffer | null = null): number {
  return retried(() => libc().sendto(fd, data, data.length, flags | MSG_NOSIGNAL, to, to?.length ?? 0))
}

export function tryConnect(fd: number, sockaddr: Buffer): number {
  return retried(() => libc().connect(fd, sockaddr, sockaddr.length))
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
