/** Which sockets there are: families, types and protocols, also those that the kernel refuses. */
import { type Case, script } from '../case.ts'

const FAMILIES = ['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK']
const TYPES = ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RDM', 'SOCK_SEQPACKET']

const combinations = FAMILIES.flatMap((family) =>
  TYPES.map((type) =>
    script(
      `socket(${family}, ${type})`,
      `s = socket(${family}, ${type})
       s.family
       s.type
       s.protocol
       s.gettimeout()
       s.getsockopt(SOL_SOCKET, SO_TYPE)
       s.getsockopt(SOL_SOCKET, SO_DOMAIN)`,
    ),
  ),
)

export const KINDS: Case[] = [
  ...combinations,
  script('a protocol of another type', 'socket(AF_INET, SOCK_STREAM, IPPROTO_UDP)'),
  script(
    'a protocol named',
    's = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP)\ns.protocol\ns.getsockopt(SOL_SOCKET, SO_PROTOCOL)',
  ),
  script('a family that there is not', 'socket(200, SOCK_STREAM)'),
  script('a type that there is not', 'socket(AF_INET, 77)'),
  script(
    'arguments of another kind',
    'socket("AF_INET", SOCK_STREAM)\nsocket(AF_INET, null)\nsocket(AF_INET, SOCK_STREAM, "tcp")',
  ),
  script(
    'a socket that begins non-blocking',
    's = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK)\ns.gettimeout()\ns.getblocking()\ns.type == SOCK_STREAM',
  ),
  script(
    'a pair of streams',
    `p = socketpair()
     p[0].send(text("one"))
     p[0].send(text("two"))
     p[1].recv(100)
     p[0].getsockname()
     p[0].getpeername()
     p[1].close()
     p[0].recv(10)
     p[0].send(text("x"))`,
  ),
  script(
    'a pair of datagram sockets keeps boundaries',
    `p = socketpair(AF_UNIX, SOCK_DGRAM)
     p[0].send(text("one"))
     p[0].send(text(""))
     p[0].send(text("three"))
     p[1].recv(100)
     p[1].recv(100)
     p[1].recv(2)`,
  ),
  script(
    'a pair of SEQPACKET sockets keeps boundaries and has an end',
    `p = socketpair(AF_UNIX, SOCK_SEQPACKET)
     p[0].send(text("one"))
     p[0].send(text("two"))
     p[1].recv(100)
     p[1].recv(1)
     p[0].close()
     p[1].recv(100)`,
  ),
  script('no pair of another family', 'socketpair(AF_INET, SOCK_STREAM)'),
  script(
    'dup is another descriptor of the same socket',
    `
     p = pair()
     d = p[0].dup()
     d.fileno() == p[0].fileno()
     p[0].close()
     d.send(text("still open"))
     p[1].recv(100)
     d.close()
     p[1].recv(100)`,
  ),
  script('detach gives the descriptor away', 's = socket()\ns.detach() > 2\ns.fileno()\ns.getsockname()\ns.close()'),
  script('closing twice', 's = socket()\ns.close()\ns.close()\ns.fileno()'),
  script(
    'every use after close',
    `s = socket()
     s.close()
     s.bind(["127.0.0.1", 0])
     s.listen()
     s.accept()
     s.connect(["127.0.0.1", 1])
     s.send(text("x"))
     s.sendall(text("x"))
     s.sendto(text("x"), ["127.0.0.1", 1])
     s.recv(1)
     s.recvfrom(1)
     s.shutdown(SHUT_WR)
     s.getsockname()
     s.getpeername()
     s.getsockopt(SOL_SOCKET, SO_TYPE)
     s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
     s.settimeout(1)`,
  ),
]
