/** close(2), and giving a descriptor away. */
import { constants } from 'node:os'
import { tryClose } from './descriptor.ts'
import { SocketError } from './errors.ts'
import { CLOSED, type Handle } from './handle.ts'
import { EINTR, endWaiting } from './wait.ts'
import { watched } from './watched.ts'

const { ECONNRESET } = constants.errno

/** The descriptor goes with the socket, or with the last file made of it. */
export function close(handle: Handle): void {
  handle.closed = true
  if (handle.files === 0) release(handle)
}

/** A file made of the socket was closed. */
export function closeFile(handle: Handle): void {
  handle.files--
  if (handle.closed && handle.files === 0) release(handle)
}

export function detach(handle: Handle): number {
  const { fd } = handle
  handle.closed = true
  handle.fd = CLOSED
  endWaiting(fd)
  return fd
}

function release(handle: Handle): void {
  const { fd } = handle
  if (fd === CLOSED) return
  watched('close', handle, () => {
    handle.fd = CLOSED
    endWaiting(fd)
    const result = tryClose(fd)
    // The descriptor is gone all the same, and Python says nothing of the peer's reset.
    if (result < 0 && result !== -EINTR && result !== -ECONNRESET) throw new SocketError(-result, 'close')
  })
}
