/** Levels and names of options for `setsockopt` and `getsockopt`. */
import { either, MISSING } from './platform.ts'

/** Options of any socket: socket(7). */
export const SOL_SOCKET = either(1, 0xffff)
export const SO_DEBUG = 1
/** Allows binding to an address whose connections linger in TIME_WAIT. */
export const SO_REUSEADDR = either(2, 0x0004)
/** Read only: SOCK_STREAM, SOCK_DGRAM … */
export const SO_TYPE = either(3, 0x1008)
/** Read only: the pending error, which reading clears; how a connect that was under way has ended. */
export const SO_ERROR = either(4, 0x1007)
export const SO_DONTROUTE = either(5, 0x0010)
/** Allows sending to broadcast addresses. */
export const SO_BROADCAST = either(6, 0x0020)
/** Bytes of the send buffer. Linux doubles what is set, for its bookkeeping, and reads back the double. */
export const SO_SNDBUF = either(7, 0x1001)
/** Bytes of the receive buffer. Linux doubles what is set, for its bookkeeping, and reads back the double. */
export const SO_RCVBUF = either(8, 0x1002)
/** Probes an idle connection: tcp(7), TCP_KEEPIDLE. */
export const SO_KEEPALIVE = either(9, 0x0008)
export const SO_OOBINLINE = either(10, 0x0100)
export const SO_PRIORITY = either(12, MISSING)
/** `[onoff, seconds]`: what close does with unsent data; `[1, 0]` resets the connection. */
export const SO_LINGER = either(13, 0x0080)
/** Lets several sockets bind to one address; the kernel spreads connections and datagrams over them. */
export const SO_REUSEPORT = either(15, 0x0200)
export const SO_PASSCRED = either(16, MISSING)
/** Read only, AF_UNIX: pid, uid and gid of the peer, three ints. */
export const SO_PEERCRED = either(17, MISSING)
export const SO_RCVLOWAT = either(18, 0x1004)
export const SO_SNDLOWAT = either(19, 0x1003)
/** A `struct timeval`: how long the kernel lets a call wait. `settimeout` is the easier way. */
export const SO_RCVTIMEO = either(20, 0x1006)
export const SO_SNDTIMEO = either(21, 0x1005)
/** The name of a device, as bytes. */
export const SO_BINDTODEVICE = either(25, MISSING)
/** Read only: whether the socket listens. */
export const SO_ACCEPTCONN = either(30, 0x0002)
export const SO_MARK = either(36, MISSING)
/** Read only: the protocol number. */
export const SO_PROTOCOL = either(38, MISSING)
/** Read only: the family. */
export const SO_DOMAIN = either(39, MISSING)

/** Options of IPv4: ip(7). */
export const SOL_IP = 0
export const IP_TOS = either(1, 3)
/** Time to live of packets sent. */
export const IP_TTL = either(2, 4)
/** Raw sockets: the program writes the IP header itself. */
export const IP_HDRINCL = either(3, 2)
export const IP_OPTIONS = either(4, 1)
export const IP_MTU_DISCOVER = either(10, MISSING)
export const IP_RECVERR = either(11, MISSING)
export const IP_RECVTTL = either(12, 24)
/** Read only, connected sockets: the path's MTU. */
export const IP_MTU = either(14, MISSING)
export const IP_FREEBIND = either(15, MISSING)
export const IP_TRANSPARENT = either(19, MISSING)
export const IP_BIND_ADDRESS_NO_PORT = either(24, MISSING)
/** The interface that multicast leaves by: its address, 4 bytes. */
export const IP_MULTICAST_IF = either(32, 9)
export const IP_MULTICAST_TTL = either(33, 10)
/** Whether our own multicast comes back to this machine. */
export const IP_MULTICAST_LOOP = either(34, 11)
/** Joins a group: its address and the interface's, 8 bytes (`inet_aton` of each). */
export const IP_ADD_MEMBERSHIP = either(35, 12)
export const IP_DROP_MEMBERSHIP = either(36, 13)

/** Options of IPv6: ipv6(7), at level IPPROTO_IPV6. */
export const IPV6_UNICAST_HOPS = either(16, 4)
export const IPV6_MULTICAST_IF = either(17, 9)
export const IPV6_MULTICAST_HOPS = either(18, 10)
export const IPV6_MULTICAST_LOOP = either(19, 11)
/** The group, 16 bytes, and the interface's index, an int. */
export const IPV6_JOIN_GROUP = either(20, 12)
export const IPV6_LEAVE_GROUP = either(21, 13)
/** Whether an IPv6 socket takes IPv4 as well (`::ffff:10.0.0.1`). */
export const IPV6_V6ONLY = either(26, 27)
export const IPV6_TCLASS = either(67, 36)

/** Options of TCP: tcp(7), at level IPPROTO_TCP. */
export const SOL_TCP = 6
/** Off: small segments wait while earlier ones are unacknowledged (Nagle, RFC 9293 §3.7.4). */
export const TCP_NODELAY = 1
/** The most payload of a segment. */
export const TCP_MAXSEG = 2
/** Only full segments leave, for at most 200 ms. */
export const TCP_CORK = either(3, MISSING)
/** Seconds of silence before the first probe. */
export const TCP_KEEPIDLE = either(4, 0x10)
export const TCP_KEEPINTVL = either(5, 0x101)
export const TCP_KEEPCNT = either(6, 0x102)
/** How often a SYN is sent again. */
export const TCP_SYNCNT = either(7, MISSING)
export const TCP_LINGER2 = either(8, MISSING)
/** accept returns only once data has come. */
export const TCP_DEFER_ACCEPT = either(9, MISSING)
export const TCP_WINDOW_CLAMP = either(10, MISSING)
/** Read only: `struct tcp_info`, as bytes; the first is the state. */
export const TCP_INFO = either(11, MISSING)
/** Acknowledge at once. */
export const TCP_QUICKACK = either(12, MISSING)
export const TCP_CONGESTION = either(13, MISSING)
/** How long sent data may stay unacknowledged, ms. */
export const TCP_USER_TIMEOUT = either(18, MISSING)
export const TCP_FASTOPEN = either(23, 0x105)
