/** Flags of send and recv (send(2), recv(2)) and events of poll(2) and epoll(7). */
import { either, MISSING } from './platform.ts'

/** A byte out of band: TCP's urgent data (RFC 6093 advises against it). */
export const MSG_OOB = 1
/** Reads and leaves it there. */
export const MSG_PEEK = 2
export const MSG_DONTROUTE = 4
export const MSG_CTRUNC = either(8, 0x20)
/** Datagrams: `recv_into` and `recvfrom_into` say how long the datagram was, not how much of it they took. */
export const MSG_TRUNC = either(0x20, 0x10)
/** This one call does not wait: EAGAIN. */
export const MSG_DONTWAIT = either(0x40, 0x80)
export const MSG_EOR = either(0x80, 0x08)
/** Waits until all that was asked for is there, or the end. */
export const MSG_WAITALL = either(0x100, 0x40)
export const MSG_ERRQUEUE = either(0x2000, MISSING)
/** No SIGPIPE; set for every send of this module. */
export const MSG_NOSIGNAL = either(0x4000, 0x8_0000)
/** More is coming: TCP waits with an unfilled segment, UDP with the datagram. */
export const MSG_MORE = either(0x8000, MISSING)

/** Readable, or at its end, or a connection to accept. */
export const POLLIN = 1
/** Urgent data. */
export const POLLPRI = 2
/** Writable. */
export const POLLOUT = 4
/** Told without asking: an error waits. */
export const POLLERR = 8
/** Told without asking: both directions are closed. */
export const POLLHUP = 16
/** Told without asking: no open descriptor. */
export const POLLNVAL = 32
/** The peer has closed its direction. */
export const POLLRDHUP = either(0x2000, MISSING)

export const EPOLLIN = 1
export const EPOLLPRI = 2
export const EPOLLOUT = 4
export const EPOLLERR = 8
export const EPOLLHUP = 16
export const EPOLLRDHUP = 0x2000
/** Wakes one of several epolls that watch the descriptor. */
export const EPOLLEXCLUSIVE = 0x1000_0000
/** Told once, until `modify`. */
export const EPOLLONESHOT = 0x4000_0000
/** Edge-triggered: told when it becomes ready, not while it is. */
export const EPOLLET = 0x8000_0000
