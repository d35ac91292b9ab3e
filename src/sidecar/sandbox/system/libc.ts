/**
 * The system calls that Node has no API for. `unshare` and `setns` act on the calling thread only, which is why every
 * use of them here is one synchronous stretch.
 */
import koffi from 'koffi'
import { SandboxError } from '../error.ts'

const library = koffi.load(null)

export const libc = {
  unshare: library.func('int unshare(int)'),
  setns: library.func('int setns(int, int)'),
  socket: library.func('int socket(int, int, int)'),
  close: library.func('int close(int)'),
  bind: library.func('int bind(int, void *, uint32)'),
  ioctl: library.func('int ioctl(int, uint64, void *)'),
  setsockopt: library.func('int setsockopt(int, int, int, void *, uint32)'),
  getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
  send: library.func('int64 send(int, void *, uint64, int)'),
  sendto: library.func('int64 sendto(int, void *, uint64, int, void *, uint32)'),
  recv: library.func('int64 recv(int, void *, uint64, int)'),
  mmap: library.func('void *mmap(void *, uint64, int, int, int, int64)'),
  munmap: library.func('int munmap(void *, uint64)'),
  poll: library.func('int poll(void *, uint64, int)'),
  eventfd: library.func('int eventfd(uint32, int)'),
  read: library.func('int64 read(int, void *, uint64)'),
  write: library.func('int64 write(int, void *, uint64)'),
  if_nametoindex: library.func('uint32 if_nametoindex(const char *)'),
  clock_gettime: library.func('int clock_gettime(int, void *)'),
}

/** Address of a buffer for a C struct. The caller keeps the buffer referenced as long as C may use it. */
export function address(buffer: Buffer): bigint {
  return koffi.address(buffer) as bigint
}

/** Throws SANDBOX_SYSTEM when a call answered below zero; otherwise its result. */
export function checked(result: number, what: string): number {
  if (result < 0) throw new SandboxError('SANDBOX_SYSTEM', `${what} failed with errno ${koffi.errno()}`)
  return result
}

export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32LE(value)
  return buffer
}

const PROT_READ_WRITE = 3
const MAP_SHARED = 1
const MAP_FAILED = 0xffff_ffff_ffff_ffffn

/** Memory shared with the kernel. Its bytes must not be touched after `unmap`. */
export type Mapping = { address: unknown; bytes: Buffer }

export function mapShared(fd: number, length: number): Mapping {
  const mapped: unknown = libc.mmap(null, length, PROT_READ_WRITE, MAP_SHARED, fd, 0)
  if (koffi.address(mapped as never) === MAP_FAILED) checked(-1, 'mmap')
  return { address: mapped, bytes: Buffer.from(koffi.view(mapped as never, length)) }
}

export function unmap({ address: mapped, bytes }: Mapping): void {
  checked(libc.munmap(mapped, bytes.length), 'munmap')
}

const CLOCK_REALTIME = 0
const timespec = Buffer.alloc(16)

/** Nanoseconds since 1970, the clock of packet timestamps. */
export function realtimeNs(): bigint {
  libc.clock_gettime(CLOCK_REALTIME, timespec)
  return timespec.readBigInt64LE(0) * 1_000_000_000n + timespec.readBigInt64LE(8)
}
