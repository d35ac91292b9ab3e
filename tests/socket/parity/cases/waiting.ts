/** Time limits, non-blocking sockets, short sends, and backlogs. */
import { type Case, script } from '../case.ts'

export const WAITING: Case[] = [
  script(
    'time limits as they are read back',
    `
     s = socket()
     s.gettimeout()
     s.settimeout(1.5)
     s.gettimeout()
     s.getblocking()
     s.settimeout(0)
     s.gettimeout()
     s.getblocking()
     s.setblocking(true)
     s.gettimeout()
     s.setblocking(false)
     s.gettimeout()
     s.settimeout(null)
     s.gettimeout()`,
  ),
  script(
    'time limits that are none',
    's = socket()\ns.settimeout(-1)\ns.settimeout("1")\ns.settimeout([1])\ns.gettimeout()',
  ),
  script(
    'recv with a time limit',
    'p = pair()\np[0].settimeout(0.03)\np[0].recv(1)\np[1].send(text("late"))\np[0].recv(10)\np[0].gettimeout()',
  ),
  script(
    'recvfrom, recv_into, recvfrom_into with a time limit',
    'a = udp()\na.settimeout(0.02)\na.recvfrom(1)\na.recv_into(zeros(4))\na.recvfrom_into(zeros(4))',
  ),
  script(
    'accept with a time limit',
    'a = listener()\na.settimeout(0.03)\na.accept()\nb = socket()\nb.connect(a.getsockname())\na.accept()[1]',
  ),
  script(
    'connect with a time limit that is kept',
    'a = listener()\nb = socket()\nb.settimeout(1)\nb.connect(a.getsockname())\nb.connect_ex(a.getsockname())',
  ),
  script(
    'connect with a time limit, refused',
    'a = listener()\nat = a.getsockname()\na.close()\nb = socket()\nb.settimeout(1)\nb.connect(at)\nc = socket()\nc.settimeout(1)\nc.connect_ex(at)',
  ),
  script(
    'connect to a full queue',
    `
     a = socket()
     a.bind(["127.0.0.1", 0])
     a.listen(0)
     b = socket()
     b.connect(a.getsockname())
     c = socket()
     c.settimeout(0.05)
     c.connect(a.getsockname())
     d = socket()
     d.settimeout(0.05)
     d.connect_ex(a.getsockname())`,
  ),
  script(
    'a backlog of two opens three connections',
    `
     a = socket()
     a.bind(["127.0.0.1", 0])
     a.listen(2)
     b = socket()
     b.settimeout(0.05)
     b.connect_ex(a.getsockname())
     c = socket()
     c.settimeout(0.05)
     c.connect_ex(a.getsockname())
     d = socket()
     d.settimeout(0.05)
     d.connect_ex(a.getsockname())
     e = socket()
     e.settimeout(0.05)
     e.connect_ex(a.getsockname())`,
  ),
  script(
    'non-blocking: nothing there',
    'p = pair()\np[0].setblocking(false)\np[0].recv(1)\np[0].recvfrom(1)\np[0].recv_into(zeros(1))\np[1].send(text("now"))\nsleep(0.02)\np[0].recv(10)',
  ),
  script('non-blocking: nobody to accept', 'a = listener()\na.setblocking(false)\na.accept()'),
  script(
    'non-blocking: the end is no wait',
    'p = pair()\np[0].setblocking(false)\np[1].close()\nsleep(0.02)\np[0].recv(1)',
  ),
  script(
    'non-blocking: connecting is under way',
    `
     a = listener()
     b = socket()
     b.setblocking(false)
     b.connect(a.getsockname())
     sleep(0.02)
     b.getsockopt(SOL_SOCKET, SO_ERROR)
     b.connect_ex(a.getsockname())
     b.send(text("x"))`,
  ),
  script(
    'non-blocking: refused',
    `
     a = listener()
     at = a.getsockname()
     a.close()
     b = socket()
     b.setblocking(false)
     b.connect_ex(at)
     sleep(0.02)
     b.getsockopt(SOL_SOCKET, SO_ERROR)
     b.getsockopt(SOL_SOCKET, SO_ERROR)`,
  ),
  script(
    'a short send',
    `p = pair()
     p[0].setblocking(false)
     n_ = p[0].send(zeros(50000000))
     n_ > 0
     n_ < 50000000`,
  ),
  script(
    'sendall with a time limit and nobody who reads',
    'p = pair()\np[0].settimeout(0.05)\np[0].sendall(zeros(50000000))\np[0].send(zeros(50000000))',
  ),
  script('sendall, non-blocking', 'p = pair()\np[0].setblocking(false)\np[0].sendall(zeros(50000000))'),
  script(
    'a short send of a datagram is none',
    `
     p = socketpair(AF_UNIX, SOCK_DGRAM)
     p[0].setblocking(false)
     p[0].setsockopt(SOL_SOCKET, SO_SNDBUF, 5000)
     p[0].send(zeros(200000))`,
  ),
  script(
    'MSG_DONTWAIT on a socket with a time limit still waits for it',
    'p = pair()\np[0].settimeout(0.03)\np[0].recv(1, MSG_DONTWAIT)',
  ),
  script(
    'MSG_WAITALL gives what there is at the end',
    'p = pair()\np[0].send(text("abc"))\np[0].close()\np[1].recv(10, MSG_WAITALL)',
  ),
]
