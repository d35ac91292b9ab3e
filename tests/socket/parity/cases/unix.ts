/** Sockets with names in the file system, and without. Cases run in an empty folder. */
import { type Case, script } from '../case.ts'

export const UNIX: Case[] = [
  script(
    'a stream by its path',
    `
     a = socket(AF_UNIX)
     a.bind("stream.sock")
     a.getsockname()
     a.listen()
     b = socket(AF_UNIX)
     b.connect("stream.sock")
     b.getpeername()
     b.getsockname()
     c = a.accept()
     c[1]
     c[0].getsockname()
     b.send(text("path"))
     c[0].recvfrom(10)`,
  ),
  script(
    'a path that exists',
    'a = socket(AF_UNIX)\na.bind("taken.sock")\na.close()\nb = socket(AF_UNIX)\nb.bind("taken.sock")',
  ),
  script(
    'a path where nobody listens any more',
    'a = socket(AF_UNIX)\na.bind("stale.sock")\na.close()\nb = socket(AF_UNIX)\nb.connect("stale.sock")\nb.connect_ex("stale.sock")',
  ),
  script('a path that does not exist', 's = socket(AF_UNIX)\ns.connect("nowhere.sock")\ns.bind("no-folder/x.sock")'),
  script('a path of a file', 's = socket(AF_UNIX)\ns.connect("/etc/hosts")'),
  script('a path too long', `s = socket(AF_UNIX)\ns.bind("${'x'.repeat(120)}")\ns.connect("${'x'.repeat(108)}")`),
  script('a path of another kind', 's = socket(AF_UNIX)\ns.bind(["127.0.0.1", 80])\ns.bind(5)\ns.connect(null)'),
  script(
    'an abstract name',
    `
     a = socket(AF_UNIX)
     a.bind("\\0wirebook parity")
     a.getsockname()
     a.listen()
     b = socket(AF_UNIX)
     b.connect("\\0wirebook parity")
     b.getpeername()
     b.send(text("abstract"))
     a.accept()[0].recv(20)`,
  ),
  script(
    'an abstract name that is taken',
    'a = socket(AF_UNIX)\na.bind("\\0wirebook taken")\nb = socket(AF_UNIX)\nb.bind("\\0wirebook taken")',
  ),
  script('an abstract name that nobody has', 's = socket(AF_UNIX)\ns.connect("\\0wirebook nobody")'),
  script(
    'an abstract name is gone with its socket',
    'a = socket(AF_UNIX)\na.bind("\\0wirebook gone")\na.close()\nb = socket(AF_UNIX)\nb.bind("\\0wirebook gone")',
  ),
  script(
    'a longest abstract name',
    `s = socket(AF_UNIX)\ns.bind("\\0${'n'.repeat(107)}")\nt = socket(AF_UNIX)\nt.bind("\\0${'n'.repeat(108)}")`,
  ),
  script('the kernel chooses a name', 'a = socket(AF_UNIX)\na.bind("")\nsize(a.getsockname())'),
  script(
    'datagrams with and without a sender',
    `
     a = socket(AF_UNIX, SOCK_DGRAM)
     a.bind("datagram.sock")
     b = socket(AF_UNIX, SOCK_DGRAM)
     b.sendto(text("anonymous"), "datagram.sock")
     a.recvfrom(100)
     b.bind("sender.sock")
     b.sendto(text("named"), "datagram.sock")
     a.recvfrom(100)
     b.connect("datagram.sock")
     b.send(text("connected"))
     a.recv(3)
     b.sendto(text("x"), "nobody.sock")`,
  ),
  script(
    'a datagram socket does not speak to a stream',
    'a = socket(AF_UNIX)\na.bind("type.sock")\na.listen()\nb = socket(AF_UNIX, SOCK_DGRAM)\nb.connect("type.sock")',
  ),
  script(
    'SEQPACKET: a connection with boundaries',
    `
     a = socket(AF_UNIX, SOCK_SEQPACKET)
     a.bind("seqpacket.sock")
     a.listen()
     b = socket(AF_UNIX, SOCK_SEQPACKET)
     b.connect("seqpacket.sock")
     c = a.accept()[0]
     b.send(text("one"))
     b.send(text("two"))
     c.recv(100)
     c.recv_into(zeros(2), 2, MSG_TRUNC)
     b.shutdown(SHUT_WR)
     c.recv(10)
     b.send(text("x"))`,
  ),
  script(
    'a full queue refuses a non-blocking connect',
    `
     a = socket(AF_UNIX)
     a.bind("full.sock")
     a.listen(0)
     b = socket(AF_UNIX)
     b.connect("full.sock")
     c = socket(AF_UNIX)
     c.setblocking(false)
     c.connect("full.sock")
     c.connect_ex("full.sock")`,
  ),
  script('who the peer is', 'p = socketpair()\nsize(p[0].getsockopt(SOL_SOCKET, SO_PEERCRED, 12))'),
  script(
    'TCP options are unknown',
    'p = socketpair()\np[0].getsockopt(IPPROTO_TCP, TCP_NODELAY)\np[0].setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)',
  ),
]
