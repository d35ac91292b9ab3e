/** Families and types of sockets: socket(2), address_families(7). */
import { either, MISSING } from './platform.ts'

/** Sockets of one machine, named by paths: unix(7). */
export const AF_UNIX = 1
export const AF_UNSPEC = 0
/** IPv4: ip(7). */
export const AF_INET = 2
/** IPv6: ipv6(7). */
export const AF_INET6 = either(10, 30)
/** Messages to and from the kernel: netlink(7). Linux only. */
export const AF_NETLINK = 16
/** Frames of a link, below IP: packet(7). Linux only; needs CAP_NET_RAW. */
export const AF_PACKET = 17

/** Bytes in order, without boundaries, over a connection: TCP in the INET families. */
export const SOCK_STREAM = 1
/** Messages that arrive whole or not at all, in no promised order: UDP in the INET families. */
export const SOCK_DGRAM = 2
/** IP packets without TCP or UDP: raw(7). Needs CAP_NET_RAW. */
export const SOCK_RAW = 3
/** Reliable messages in no promised order. Linux has none in the INET families: ESOCKTNOSUPPORT. */
export const SOCK_RDM = 4
/** Reliable messages in order, over a connection: AF_UNIX has it. */
export const SOCK_SEQPACKET = 5
/** Or'ed to a type: the socket begins non-blocking. Linux only. */
export const SOCK_NONBLOCK = either(0o4000, MISSING)
/** Or'ed to a type: programs started by this one do not inherit it. Set for all sockets of this module. Linux only. */
export const SOCK_CLOEXEC = either(0o2000000, MISSING)

/** For `shutdown`: no more reading. */
export const SHUT_RD = 0
/** For `shutdown`: no more writing; the peer reads the end (FIN). */
export const SHUT_WR = 1
export const SHUT_RDWR = 2

/** The most that `listen` can ask for; the kernel also cuts it to net.core.somaxconn. */
export const SOMAXCONN = either(4096, 128)

/** IPv4 addresses as numbers in host order, as in C; addresses of sockets are text. */
export const INADDR_ANY = 0
export const INADDR_LOOPBACK = 0x7f00_0001
export const INADDR_BROADCAST = 0xffff_ffff
