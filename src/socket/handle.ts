/** A socket's state, which the calls share. */

export const CLOSED = -1

export type Handle = {
  /** The descriptor; CLOSED once closed. */
  fd: number
  readonly family: number
  readonly type: number
  readonly protocol: number
  /** Seconds; null waits for ever, 0 not at all. */
  timeout: number | null
  /** Bytes of the stream so far, for showing which call carried which. */
  sent: number
  received: number
  /** Both ends once the socket is connected, which they stay; for showing. */
  ends: { local?: string; remote?: string } | null
  /** Files made of it that are still open: the last one to close gives the descriptor back. */
  files: number
  /** `close` was called, perhaps while files were open. */
  closed: boolean
}

export function newHandle(fd: number, family: number, type: number, protocol: number, timeout: number | null): Handle {
  return { fd, family, type, protocol, timeout, sent: 0, received: 0, ends: null, files: 0, closed: false }
}
