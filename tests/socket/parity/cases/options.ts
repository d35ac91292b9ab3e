/** Options: their defaults, what is read back, and what is refused. */
import { type Case, script } from '../case.ts'

const SWITCHES = [
  ['SOL_SOCKET', 'SO_REUSEADDR'],
  ['SOL_SOCKET', 'SO_KEEPALIVE'],
  ['SOL_SOCKET', 'SO_OOBINLINE'],
  ['IPPROTO_TCP', 'TCP_NODELAY'],
  ['IPPROTO_TCP', 'TCP_CORK'],
  ['IPPROTO_IP', 'IP_RECVTTL'],
] as const
const NUMBERS = [
  ['SOL_SOCKET', 'SO_SNDBUF', 20_000],
  ['SOL_SOCKET', 'SO_RCVLOWAT', 5],
  ['SOL_SOCKET', 'SO_PRIORITY', 3],
  ['IPPROTO_TCP', 'TCP_KEEPIDLE', 11],
  ['IPPROTO_TCP', 'TCP_KEEPINTVL', 12],
  ['IPPROTO_TCP', 'TCP_KEEPCNT', 4],
  ['IPPROTO_TCP', 'TCP_SYNCNT', 3],
  ['IPPROTO_TCP', 'TCP_USER_TIMEOUT', 1234],
  ['IPPROTO_TCP', 'TCP_DEFER_ACCEPT', 3],
  ['IPPROTO_TCP', 'TCP_MAXSEG', 1000],
  ['IPPROTO_IP', 'IP_TTL', 7],
  ['IPPROTO_IP', 'IP_TOS', 16],
  ['IPPROTO_IP', 'IP_MULTICAST_TTL', 9],
] as const

export const OPTIONS: Case[] = [
  ...SWITCHES.map(([level, option]) =>
    script(
      `${option} off and on`,
      `s = socket()
       s.getsockopt(${level}, ${option})
       s.setsockopt(${level}, ${option}, 1)
       s.getsockopt(${level}, ${option})
       s.setsockopt(${level}, ${option}, false)
       s.getsockopt(${level}, ${option})`,
    ),
  ),
  ...NUMBERS.map(([level, option, value]) =>
    script(
      `${option} as it was set`,
      `s = socket()
       s.getsockopt(${level}, ${option})
       s.setsockopt(${level}, ${option}, ${value})
       s.getsockopt(${level}, ${option})
       s.setsockopt(${level}, ${option}, -1)`,
    ),
  ),
  script(
    'SO_RCVBUF reads back the double',
    's = socket()\ns.setsockopt(SOL_SOCKET, SO_RCVBUF, 10000)\ns.getsockopt(SOL_SOCKET, SO_RCVBUF)\ns.setsockopt(SOL_SOCKET, SO_RCVBUF, 1)\ns.getsockopt(SOL_SOCKET, SO_RCVBUF)',
  ),
  script(
    'SO_LINGER is two ints',
    `
     s = socket()
     s.getsockopt(SOL_SOCKET, SO_LINGER, 8)
     s.setsockopt(SOL_SOCKET, SO_LINGER, [1, 7])
     s.getsockopt(SOL_SOCKET, SO_LINGER, 8)
     s.getsockopt(SOL_SOCKET, SO_LINGER)
     s.getsockopt(SOL_SOCKET, SO_LINGER, 5)
     s.setsockopt(SOL_SOCKET, SO_LINGER, 1)`,
  ),
  script(
    'SO_RCVTIMEO as bytes ends a wait in the kernel',
    `
     p = pair()
     p[0].setsockopt(SOL_SOCKET, SO_RCVTIMEO, hex("00000000000000002075000000000000"))
     p[0].getsockopt(SOL_SOCKET, SO_RCVTIMEO, 16) == zeros(16)
     p[0].recv(1)`,
  ),
  script(
    'read-only options',
    's = socket()\ns.setsockopt(SOL_SOCKET, SO_TYPE, 1)\ns.setsockopt(SOL_SOCKET, SO_ERROR, 1)\ns.getsockopt(SOL_SOCKET, SO_ERROR)\ns.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)',
  ),
  script(
    'options that there are not',
    's = socket()\ns.getsockopt(SOL_SOCKET, 9999)\ns.setsockopt(SOL_SOCKET, 9999, 1)\ns.getsockopt(9999, 1)\ns.getsockopt(-1, -1)',
  ),
  script(
    'values that are none',
    's = socket()\ns.setsockopt(SOL_SOCKET, SO_KEEPALIVE, "1")\ns.setsockopt(SOL_SOCKET, "SO_KEEPALIVE", 1)\ns.setsockopt(SOL_SOCKET, SO_KEEPALIVE, hex("01"))\ns.getsockopt(SOL_SOCKET, null)',
  ),
  script(
    'the size of what is read',
    's = socket()\ns.getsockopt(SOL_SOCKET, SO_TYPE, 4)\ns.getsockopt(SOL_SOCKET, SO_TYPE, 2)\ns.getsockopt(SOL_SOCKET, SO_TYPE, 2000)\ns.getsockopt(SOL_SOCKET, SO_TYPE, -1)',
  ),
  script(
    'a listener hands its options down',
    `
     a = listener()
     a.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
     a.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1)
     b = socket()
     b.connect(a.getsockname())
     c = a.accept()[0]
     c.getsockopt(IPPROTO_TCP, TCP_NODELAY) == 0
     c.getsockopt(SOL_SOCKET, SO_KEEPALIVE)`,
  ),
  script(
    'IPV6_V6ONLY after bind is too late',
    's = socket(AF_INET6)\ns.bind(["::1", 0])\ns.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)\nt = socket()\nt.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)',
  ),
  script(
    'joining a multicast group on lo',
    `
     s = udp()
     s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, hex("e00000fb7f000001"))
     s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, hex("e00000fb7f000001"))
     s.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, hex("e00000fb7f000001"))
     s.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, hex("e00000fb7f000001"))
     s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, hex("0a0000017f000001"))`,
  ),
  script(
    'the state of a connection in TCP_INFO',
    'p = pair()\np[0].getsockopt(IPPROTO_TCP, TCP_INFO, 1)\nl = listener()\nl.getsockopt(IPPROTO_TCP, TCP_INFO, 1)',
  ),
  script(
    'congestion control by name',
    's = socket()\nsize(s.getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16))\ns.setsockopt(IPPROTO_TCP, TCP_CONGESTION, text("no such"))',
  ),
]
