/** Addresses as programs write them, and as the kernel reads them: `struct sockaddr`, of another shape in each family. */
import { type Address, fromInet, fromInet6, toInet, toInet6 } from './address/inet.ts'
import {
  fromNetlink,
  fromPacket,
  type NetlinkAddress,
  type PacketAddress,
  toNetlink,
  toPacket,
} from './address/link.ts'
import { familyOf } from './address/sockaddr.ts'
import { fromUnix, toUnix } from './address/unix.ts'
import { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_UNIX } from './constants.ts'

export type { Address } from './address/inet.ts'
export type { NetlinkAddress, PacketAddress } from './address/link.ts'

/** A path, or an abstract name beginning with `\0`; `''` where a socket has none. */
export type UnixAddress = string
export type AnyAddress = Address | UnixAddress | NetlinkAddress | PacketAddress

/** Room for an address of any family: `struct sockaddr_storage`. */
export const SOCKADDR_BYTES = 128

/**
 * `''` is the address of all interfaces, `'<broadcast>'` is 255.255.255.255; other hosts are literals or names of the
 * hosts file. Throws TypeError for what is no address of the family, RangeError for a number out of its range.
 */
export function toSockaddr(family: number, address: AnyAddress): Buffer {
  switch (family) {
    case AF_UNIX:
      return toUnix(address)
    case AF_INET:
      return toInet(address)
    case AF_INET6:
      return toInet6(address)
    case AF_NETLINK:
      return toNetlink(address)
    case AF_PACKET:
      return toPacket(address)
    default:
      throw new TypeError(`addresses of family ${family} are not supported`)
  }
}

/** `family`: that of the socket, for the case that the kernel named no address: `''` or `['', 0]`. */
export function fromSockaddr(bytes: Buffer, length: number, family: number): AnyAddress {
  if (length < 2) return family === AF_UNIX ? '' : ['', 0]
  switch (familyOf(bytes)) {
    case AF_UNIX:
      return fromUnix(bytes.subarray(0, length))
    case AF_INET:
      return fromInet(bytes)
    case AF_INET6:
      return fromInet6(bytes)
    case AF_NETLINK:
      return fromNetlink(bytes)
    case AF_PACKET:
      return fromPacket(bytes)
    default:
      return ['', 0]
  }
}

/** `10.0.0.1:9999`, `[::1]:9999`, a path, `@abstract`, `pid 0`, `eth0`. */
export function addressText(address: AnyAddress): string {
  if (typeof address === 'string') return address.replace('\0', '@')
  const [host, port] = address
  if (typeof host === 'number') return `pid ${host}`
  if (address.length === 5) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
