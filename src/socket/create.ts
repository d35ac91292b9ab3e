/** New sockets: socket(2), socketpair(2). */

import { shown } from './address/sockaddr.ts'
import type { Address, AnyAddress, NetlinkAddress, PacketAddress, UnixAddress } from './address.ts'
import { AF_INET, AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from './constants.ts'
import { newHandle } from './handle.ts'
import { libc, must } from './libc.ts'
import { INT_BYTES, readInt } from './memory.ts'
import { Socket } from './socket.ts'

type UNIX = typeof AF_UNIX
type NETLINK = 16
type PACKET = 17

/**
 * A new socket: socket(2). `protocol` 0 is the family's usual one for the type. Throws what the kernel says of a
 * combination: EAFNOSUPPORT, ESOCKTNOSUPPORT (SOCK_RDM in AF_INET), EPROTONOSUPPORT, EPERM (raw and packet sockets
 * need CAP_NET_RAW), EMFILE.
 */
export function socket(family: UNIX, type?: number, protocol?: number): Socket<UnixAddress>
export function socket(family: NETLINK, type?: number, protocol?: number): Socket<NetlinkAddress>
export function socket(family: PACKET, type?: number, protocol?: number): Socket<PacketAddress>
export function socket(family?: number, type?: number, protocol?: number): Socket<Address>
export function socket(family: number = AF_INET, type: number = SOCK_STREAM, protocol = 0): Socket<AnyAddress> {
  checkNumbers(family, type, protocol)
  const fd = must('socket', () => libc().socket(family, type | SOCK_CLOEXEC, protocol))
  return made(fd, family, type, protocol)
}

/**
 * Two sockets connected with each other: socketpair(2). By default of AF_UNIX and SOCK_STREAM; the kernel knows no
 * others than AF_UNIX (EOPNOTSUPP).
 */
export function socketpair(
  family: number = AF_UNIX,
  type: number = SOCK_STREAM,
  protocol = 0,
): [Socket<UnixAddress>, Socket<UnixAddress>] {
  checkNumbers(family, type, protocol)
  const pair = Buffer.alloc(2 * INT_BYTES)
  must('socketpair', () => libc().socketpair(family, type | SOCK_CLOEXEC, protocol, pair))
  const at = (place: number) => made(readInt(pair, place), family, type, protocol) as Socket<UnixAddress>
  return [at(0), at(INT_BYTES)]
}

/** SOCK_NONBLOCK and SOCK_CLOEXEC are flags, no part of the type. */
function made(fd: number, family: number, type: number, protocol: number): Socket<AnyAddress> {
  const timeout = type & SOCK_NONBLOCK ? 0 : null
  return new Socket<AnyAddress>(newHandle(fd, family, type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC), protocol, timeout))
}

function checkNumbers(...numbers: unknown[]): void {
  const wrong = numbers.find((each) => typeof each !== 'number')
  if (numbers.some((each) => typeof each !== 'number'))
    throw new TypeError(`family, type and protocol are numbers (AF_INET, SOCK_STREAM, 0), not ${shown(wrong)}`)
}
