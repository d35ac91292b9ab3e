/** bind(2) and listen(2). */
import { readFileSync } from 'node:fs'
import { shown } from './address/sockaddr.ts'
import { type AnyAddress, addressText, toSockaddr } from './address.ts'
import type { Handle } from './handle.ts'
import { libc, must } from './libc.ts'
import { watched } from './watched.ts'

/** Python's ceiling for a `listen()` without a number. */
const DEFAULT_BACKLOG = 128

export function bind(handle: Handle, address: AnyAddress): void {
  const sockaddr = toSockaddr(handle.family, address)
  const about = addressText(address)
  watched('bind', handle, () => must('bind', () => libc().bind(handle.fd, sockaddr, sockaddr.length), about))
}

export function listen(handle: Handle, backlog: number = defaultBacklog()): void {
  if (typeof backlog !== 'number') throw new TypeError(`a backlog is a number, not ${shown(backlog)}`)
  // As Python does; the kernel would take a negative number for the largest.
  const wanted = Math.max(0, Math.trunc(backlog))
  watched('listen', handle, () => must('listen', () => libc().listen(handle.fd, wanted)))
}

function defaultBacklog(): number {
  try {
    return Math.min(Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8')) || DEFAULT_BACKLOG, DEFAULT_BACKLOG)
  } catch {
    return DEFAULT_BACKLOG
  }
}
