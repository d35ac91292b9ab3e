/** send(2) and sendto(2), once or until all is sent. */

import { isMainThread } from 'node:worker_threads'
import { shown } from './address/sockaddr.ts'
import { type AnyAddress, addressText, toSockaddr } from './address.ts'
import type { CallEnd } from './calls.ts'
import { MSG_DONTWAIT, SOCK_STREAM } from './constants.ts'
import { trySend, trySendTo } from './descriptor.ts'
import type { Handle } from './handle.ts'
import { awaiting, blocking, deadlineOf, EAGAIN, type Waiting } from './wait.ts'
import { watched, watchedAsync } from './watched.ts'

/** Text is sent as UTF-8. */
export type Data = string | Uint8Array

export function send(handle: Handle, data: Data, flags: number): number {
  const bytes = bytesOf(data)
  return watched('send', handle, () => once(handle, bytes, flags), outcome(handle))
}

export async function sendAsync(handle: Handle, data: Data, flags: number): Promise<number> {
  const bytes = bytesOf(data)
  return watchedAsync('send', handle, () => onceAsync(handle, bytes, flags), outcome(handle))
}

/** The socket's time limit is for the whole of it. */
export function sendAll(handle: Handle, data: Data, flags: number): void {
  const bytes = bytesOf(data)
  const deadline = deadlineOf(handle.timeout)
  const run = () => {
    let sent = 0
    do sent += once(handle, bytes.subarray(sent), flags, deadline)
    while (sent < bytes.length)
    return sent
  }
  watched('sendall', handle, run, outcome(handle))
}

export async function sendAllAsync(handle: Handle, data: Data, flags: number): Promise<void> {
  const bytes = bytesOf(data)
  const deadline = deadlineOf(handle.timeout)
  const run = async () => {
    let sent = 0
    do sent += await onceAsync(handle, bytes.subarray(sent), flags, deadline)
    while (sent < bytes.length)
    return sent
  }
  await watchedAsync('sendall', handle, run, outcome(handle))
}

export function sendTo(handle: Handle, data: Data, address: AnyAddress, flags: number): number {
  const { bytes, sockaddr, about, toPeer } = addressed(handle, data, address)
  const waiting: Waiting = { handle, syscall: 'sendto', direction: 'out', about }
  const run = () => {
    const attempt = () => trySendTo(handle.fd, bytes, flags, sockaddr)
    return blocking(waiting, attempt, (flags & MSG_DONTWAIT) === 0)
  }
  return watched('sendto', handle, () => counted(handle, run()), toPeer)
}

export async function sendToAsync(handle: Handle, data: Data, address: AnyAddress, flags: number): Promise<number> {
  const { bytes, sockaddr, about, toPeer } = addressed(handle, data, address)
  const waiting: Waiting = { handle, syscall: 'sendto', direction: 'out', about }
  const run = () => awaiting(waiting, () => trySendTo(handle.fd, bytes, flags | MSG_DONTWAIT, sockaddr))
  return watchedAsync('sendto', handle, async () => counted(handle, await run()), toPeer)
}

function once(handle: Handle, bytes: Uint8Array, flags: number, deadline?: number | null): number {
  const wait = (flags & MSG_DONTWAIT) === 0
  const waiting: Waiting = { handle, syscall: 'send', direction: 'out', deadline }
  // A worker must not sit in the kernel for long (wait.ts), but a blocking send of a stream returns when all is taken.
  if (!isMainThread && handle.timeout === null && wait && handle.type === SOCK_STREAM)
    return inParts(handle, bytes, flags, waiting)
  return counted(
    handle,
    blocking(waiting, () => trySend(handle.fd, bytes, flags), wait),
  )
}

function inParts(handle: Handle, bytes: Uint8Array, flags: number, waiting: Waiting): number {
  let sent = 0
  do {
    const rest = bytes.subarray(sent)
    const taken = blocking(waiting, () => {
      const result = trySend(handle.fd, rest, flags | MSG_DONTWAIT)
      // There was room; another thread has been quicker.
      return result === -EAGAIN ? 0 : result
    })
    sent += counted(handle, taken)
  } while (sent < bytes.length)
  return sent
}

async function onceAsync(handle: Handle, bytes: Uint8Array, flags: number, deadline?: number | null): Promise<number> {
  const waiting: Waiting = { handle, syscall: 'send', direction: 'out', deadline }
  return counted(handle, await awaiting(waiting, () => trySend(handle.fd, bytes, flags | MSG_DONTWAIT)))
}

function addressed(handle: Handle, data: Data, address: AnyAddress) {
  const sockaddr = toSockaddr(handle.family, address)
  const about = addressText(address)
  // A stream takes no notice of the address.
  const toPeer =
    handle.type === SOCK_STREAM
      ? outcome(handle)
      : (count: number): CallEnd => ({ from: 0, to: count, datagram: true, remote: about, result: String(count) })
  return { bytes: bytesOf(data), sockaddr, about, toPeer }
}

function counted(handle: Handle, sent: number): number {
  handle.sent += sent
  return sent
}

function outcome(handle: Handle) {
  return (count: number): CallEnd =>
    handle.type === SOCK_STREAM
      ? { from: handle.sent - count, to: handle.sent, result: String(count) }
      : { from: 0, to: count, datagram: true, result: String(count) }
}

export function bytesOf(data: unknown): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  if (data instanceof Uint8Array) return data
  throw new TypeError(`text or bytes (a Uint8Array) are expected, not ${shown(data)}`)
}
