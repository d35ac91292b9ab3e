/** epoll_ctl(2) and epoll_wait(2) with their `struct epoll_event`; `u32` of its data holds the descriptor. */
import { libc, retried } from './libc.ts'
import { readInt, readUint32, writeUint32 } from './memory.ts'

/** The struct is packed on x86-64 only. */
const EVENT = process.arch === 'x64' ? { bytes: 12, data: 4 } : { bytes: 16, data: 8 }
export const EPOLL_CLOEXEC = 0o2000000
export const CONTROL = { add: 1, remove: 2, change: 3 }

/** 0, or minus the errno. */
export function tryControl(epoll: number, operation: number, fd: number, events: number): number {
  const event = Buffer.alloc(EVENT.bytes)
  writeUint32(event, events >>> 0)
  writeUint32(event, fd >>> 0, EVENT.data)
  return retried(() => libc().epollControl(epoll, operation, fd, event))
}

/** Room for so many events. */
export function eventBuffer(count: number): Buffer {
  return Buffer.alloc(EVENT.bytes * count)
}

/** `[descriptor, events]` of the first `count` in a buffer that epoll_wait has filled. */
export function eventsIn(buffer: Buffer, count: number): [fd: number, events: number][] {
  return Array.from({ length: count }, (_, i) => {
    const at = i * EVENT.bytes
    return [readInt(buffer, at + EVENT.data), readUint32(buffer, at)]
  })
}
