/** Connections: opening, carrying bytes, closing, and what goes wrong. */
import { type Case, script } from '../case.ts'

export const TCP: Case[] = [
  script(
    "bind to a port of the kernel's choice",
    's = socket()\ns.bind(["127.0.0.1", 0])\ns.getsockname()\ns.getsockname()[1] > 1023',
  ),
  script('all interfaces', 's = socket()\ns.bind(["", 0])\ns.getsockname()'),
  script('a name of the hosts file', 's = socket()\ns.bind(["localhost", 0])\ns.getsockname()[0]'),
  script('bind twice', 's = socket()\ns.bind(["127.0.0.1", 0])\ns.bind(["127.0.0.1", 0])'),
  script('a port that is taken', 'a = listener()\nb = socket()\nb.bind(a.getsockname())'),
  script(
    'a port that is taken, though both allow its use again',
    `a = socket()
     a.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
     a.bind(["127.0.0.1", 0])
     a.listen()
     b = socket()
     b.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
     b.bind(a.getsockname())`,
  ),
  script(
    'a port shared by SO_REUSEPORT',
    `a = socket()
     a.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
     a.bind(["127.0.0.1", 0])
     b = socket()
     b.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
     b.bind(a.getsockname())
     a.listen()
     b.listen()`,
  ),
  script('an address that this machine does not have', 's = socket()\ns.bind(["203.0.113.7", 0])'),
  script(
    'an address of another family',
    's = socket()\ns.bind(["::1", 0])\nt = socket(AF_INET6)\nt.bind(["127.0.0.1", 0])',
  ),
  script(
    'a port out of range',
    's = socket()\ns.bind(["127.0.0.1", 65536])\ns.bind(["127.0.0.1", -1])\ns.connect(["127.0.0.1", 70000])',
  ),
  script(
    'addresses that are none',
    's = socket()\ns.bind("127.0.0.1:80")\ns.bind(["127.0.0.1"])\ns.bind(["127.0.0.1", "80"])\ns.bind([1, 2])\ns.connect(null)',
  ),
  script('a host name that nobody knows', 's = socket()\ns.connect(["no-such-host.invalid", 80])'),
  script(
    'listen without bind takes a port',
    's = socket()\ns.listen()\ns.getsockname()\ns.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)',
  ),
  script('listen again with another backlog', 's = listener()\ns.listen(5)\ns.listen(0)\ns.listen(-3)'),
  script('datagram sockets do not listen', 's = udp()\ns.listen()\ns.accept()'),
  script('accept where nobody listens', 's = socket()\ns.accept()\ns.bind(["127.0.0.1", 0])\ns.accept()'),
  script(
    'nobody listens',
    'a = listener()\nat = a.getsockname()\na.close()\nb = socket()\nb.connect(at)\nc = socket()\nc.connect_ex(at)',
  ),
  script(
    'a refused socket may try again',
    `
     a = listener()
     at = a.getsockname()
     a.close()
     b = socket()
     b.connect_ex(at)
     again = socket()
     again.bind(at)
     again.listen()
     b.connect_ex(at)`,
  ),
  script(
    'connect twice',
    'a = listener()\nb = socket()\nb.connect(a.getsockname())\nb.connect(a.getsockname())\nb.connect_ex(a.getsockname())',
  ),
  script('connect a listening socket', 'a = listener()\na.connect(a.getsockname())'),
  script('connect to port 0', 's = socket()\ns.connect(["127.0.0.1", 0])'),
  script('connect to a network without a route', 's = socket()\ns.settimeout(0.3)\ns.connect(["255.255.255.255", 80])'),
  script(
    'both ends name the same addresses',
    `
     a = listener()
     b = socket()
     b.connect(a.getsockname())
     c = a.accept()
     c[1] == b.getsockname()
     c[0].getpeername() == b.getsockname()
     c[0].getsockname() == a.getsockname()
     b.getpeername() == a.getsockname()`.replaceAll(/(.*) == (.*)/g, '$1\n$2'),
  ),
  script(
    'a client may choose its own port',
    `
     a = listener()
     b = socket()
     b.bind(["127.0.0.1", 0])
     b.connect(a.getsockname())
     b.getsockname()
     a.accept()[1]`,
  ),
  script(
    'no peer yet',
    's = socket()\ns.getpeername()\ns.getsockname()\ns.recv(1)\ns.send(text("x"))\ns.shutdown(SHUT_RDWR)',
  ),
  script(
    'a stream has no boundaries',
    `
     p = pair()
     p[0].send(text("one"))
     p[0].send(text("two"))
     p[1].recv(4, MSG_WAITALL)
     p[1].recv(100)`,
  ),
  script(
    'recv takes at most what it was asked for',
    'p = pair()\np[0].sendall(text("abcdef"))\np[1].recv(4)\np[1].recv(0)\np[1].recv(4)',
  ),
  script(
    'sizes that are none',
    'p = pair()\np[0].recv(-1)\np[0].recv("10")\np[0].recv(null)\np[0].recv_into(zeros(2), 3)\np[0].recv_into(zeros(2), -1)',
  ),
  script(
    'data that is none',
    'p = pair()\np[0].send(5)\np[0].send(null)\np[0].sendall([1, 2])\np[0].sendto(1, ["127.0.0.1", 1])',
  ),
  script(
    'recv_into fills the memory given',
    `
     p = pair()
     p[0].sendall(text("abcdef"))
     m = zeros(4)
     p[1].recv_into(m)
     m
     p[1].recv_into(m, 1)
     m
     p[1].recvfrom_into(m)
     m`,
  ),
  script('recvfrom of a stream names nobody', 'p = pair()\np[0].send(text("x"))\np[1].recvfrom(10)'),
  script(
    'sendto of a connected stream ignores the address',
    'p = pair()\np[0].sendto(text("x"), ["127.0.0.1", 9])\np[1].recv(10)',
  ),
  script('sendto of a stream that is not connected', 's = socket()\ns.sendto(text("x"), ["127.0.0.1", 9])'),
  script(
    'MSG_PEEK leaves the bytes there',
    'p = pair()\np[0].send(text("abc"))\np[1].recv(2, MSG_PEEK)\np[1].recv(10, MSG_PEEK)\np[1].recv(10)',
  ),
  script(
    "MSG_TRUNC throws a stream's bytes away",
    'p = pair()\np[0].send(text("abc"))\np[1].recv_into(zeros(2), 2, MSG_TRUNC)\np[1].recv(10)',
  ),
  script('MSG_DONTWAIT does not wait', 'p = pair()\np[0].recv(1, MSG_DONTWAIT)\np[1].send(text("x"))\np[0].recv(1)'),
  script(
    'a byte out of band',
    `
     p = pair()
     p[0].send(text("ab"))
     p[0].send(text("!"), MSG_OOB)
     p[1].recv(10)
     p[1].recv(1, MSG_OOB)
     p[1].recv(1, MSG_OOB)
     p[1].recv(1, MSG_DONTWAIT)`,
  ),
  script(
    'a byte out of band, in line',
    `
     p = pair()
     p[1].setsockopt(SOL_SOCKET, SO_OOBINLINE, 1)
     p[0].send(text("ab"))
     p[0].send(text("!"), MSG_OOB)
     p[1].recv(10)
     p[1].recv(10)`,
  ),
  script("an unknown flag is the kernel's matter", 'p = pair()\np[0].send(text("x"), 0x40000000)\np[1].recv(1)'),
  script(
    'half-close: the end is read, the answer still goes',
    `
     p = pair()
     p[0].send(text("ask"))
     p[0].shutdown(SHUT_WR)
     p[1].recv(10)
     p[1].recv(10)
     p[1].recv(10)
     p[1].send(text("answer"))
     p[0].recv(10)
     p[0].send(text("more"))
     p[0].shutdown(SHUT_WR)`,
  ),
  script('no more reading', 'p = pair()\np[0].shutdown(SHUT_RD)\np[0].recv(10)\np[1].send(text("x"))\np[0].recv(10)'),
  script('shutdown in a way that there is not', 'p = pair()\np[0].shutdown(7)'),
  script(
    'shutdown of both, twice',
    'p = pair()\np[0].shutdown(SHUT_RDWR)\np[0].shutdown(SHUT_RDWR)\np[0].recv(1)\np[0].send(text("x"))',
  ),
  script(
    'closing with unread input resets',
    `
     p = pair()
     p[0].send(text("unread"))
     p[1].recv(1)
     p[1].close()
     p[0].recv(10)
     p[0].recv(10)`,
  ),
  script(
    'closing with SO_LINGER 0 resets',
    `
     p = pair()
     p[0].setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
     p[0].close()
     p[1].recv(10)
     p[1].recv(10)
     p[1].getsockopt(SOL_SOCKET, SO_ERROR)`,
  ),
  script(
    'a reset is read as SO_ERROR once',
    `
     p = pair()
     p[0].setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
     p[0].close()
     sleep(0.02)
     p[1].getsockopt(SOL_SOCKET, SO_ERROR)
     p[1].getsockopt(SOL_SOCKET, SO_ERROR)
     p[1].send(text("x"))`,
  ),
  script(
    'sending to a peer that is gone: first accepted, then a broken pipe',
    `
     p = pair()
     p[1].close()
     p[0].send(text("first"))
     sleep(0.02)
     p[0].send(text("second"))
     p[0].sendall(text("third"))
     p[0].recv(10)`,
  ),
  script(
    'a peer that reset before accept',
    `
     a = listener()
     b = socket()
     b.connect(a.getsockname())
     b.setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
     b.close()
     c = a.accept()[0]
     c.recv(1)`,
  ),
  script(
    'a listener that closes resets who waits',
    `
     a = listener()
     b = socket()
     b.connect(a.getsockname())
     a.close()
     b.recv(1)`,
  ),
  script(
    'the connection does not inherit the time limit',
    'a = listener()\na.settimeout(1)\nb = socket()\nb.connect(a.getsockname())\na.accept()[0].gettimeout()',
  ),
  script(
    'connecting to oneself',
    `
     s = socket()
     s.bind(["127.0.0.1", 0])
     s.connect(s.getsockname())
     s.send(text("me"))
     s.recv(10)`,
  ),
  script(
    'IPv6',
    `
     a = socket(AF_INET6)
     a.bind(["::1", 0])
     a.listen()
     a.getsockname()
     b = socket(AF_INET6)
     b.connect(a.getsockname())
     c = a.accept()
     c[1]
     c[0].send(text("six"))
     b.recv(10)
     b.getpeername()`,
  ),
  script(
    'IPv6 addresses with flow and scope',
    `
     a = socket(AF_INET6)
     a.bind(["::1", 0, 0, 0])
     a.getsockname()
     b = socket(AF_INET6)
     b.bind(["::1", 0, -1, 0])
     b.bind(["::1", 0, 1048576, 0])
     b.bind(["::1", 0, 0, 0, 0])
     b.bind(["fe80::1", 0, 0, 0])
     b.bind(["2001:db8::7", 0])`,
  ),
  script(
    'an IPv6 socket takes IPv4 unless it is told not to',
    `
     a = socket(AF_INET6)
     a.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)
     a.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)
     a.bind(["", 0])
     a.listen()
     a.getsockname()
     b = socket()
     b.connect(["127.0.0.1", a.getsockname()[1]])
     a.accept()[1]
     c = socket(AF_INET6)
     c.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)
     c.bind(["", 0])
     c.listen()
     d = socket()
     d.connect_ex(["127.0.0.1", c.getsockname()[1]])`,
  ),
  script(
    'IPv4 inside IPv6',
    `
     a = listener()
     b = socket(AF_INET6)
     b.connect(["::ffff:127.0.0.1", a.getsockname()[1]])
     b.getsockname()
     b.getpeername()
     a.accept()[1]`,
  ),
]
