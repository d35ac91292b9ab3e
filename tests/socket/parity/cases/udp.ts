/** Datagrams. */
import { type Case, script } from '../case.ts'

export const UDP: Case[] = [
  script(
    'a datagram and its answer',
    `
     a = udp()
     b = udp()
     b.sendto(text("hello"), a.getsockname())
     m = a.recvfrom(100)
     a.sendto(text("back"), m[1])
     b.recvfrom(100)`,
  ),
  script(
    'a longer datagram loses its rest',
    `
     a = udp()
     b = udp()
     b.sendto(text("0123456789"), a.getsockname())
     b.sendto(text("next"), a.getsockname())
     a.recvfrom(4)
     a.recv(100)`,
  ),
  script(
    'MSG_TRUNC tells the true length',
    `
     a = udp()
     b = udp()
     b.sendto(text("0123456789"), a.getsockname())
     m = zeros(4)
     a.recv_into(m, 0, MSG_TRUNC | MSG_PEEK)
     a.recvfrom_into(m, 0, MSG_TRUNC)
     m`,
  ),
  script(
    'MSG_PEEK of a datagram',
    'a = udp()\na.sendto(text("me"), a.getsockname())\na.recvfrom(1, MSG_PEEK)\na.recvfrom(9)',
  ),
  script('an empty datagram is a datagram', 'a = udp()\na.sendto(text(""), a.getsockname())\na.recvfrom(10)'),
  script(
    'asking for no bytes takes the datagram',
    'a = udp()\na.sendto(text("gone"), a.getsockname())\na.recvfrom(0)\na.recv(1, MSG_DONTWAIT)',
  ),
  script(
    'a sender gets a port by sending',
    'a = udp()\nb = socket(AF_INET, SOCK_DGRAM)\nb.getsockname()\nb.sendto(text("x"), a.getsockname())\nb.getsockname()[1] > 1023',
  ),
  script(
    'a datagram too long',
    'a = udp()\nb = udp()\nb.sendto(zeros(65508), a.getsockname())\nb.sendto(zeros(65507), a.getsockname())\nsize(a.recv(65536))',
  ),
  script('no destination', 'a = udp()\na.send(text("x"))\na.sendto(text("x"), ["127.0.0.1", 0])'),
  script(
    'a connected datagram socket',
    `
     a = udp()
     b = udp()
     c = udp()
     b.connect(a.getsockname())
     b.getpeername()
     b.send(text("x"))
     a.recvfrom(10)
     c.sendto(text("stranger"), b.getsockname())
     a.sendto(text("friend"), b.getsockname())
     b.recv(100)
     b.sendto(text("elsewhere"), c.getsockname())
     c.recv(100)`,
  ),
  script(
    'a refusal comes back to a connected socket',
    `
     a = udp()
     at = a.getsockname()
     a.close()
     b = udp()
     b.connect(at)
     b.send(text("x"))
     sleep(0.02)
     b.send(text("y"))
     b.settimeout(0.2)
     b.recv(10)`,
  ),
  script(
    'an unconnected one hears nothing of it',
    'a = udp()\nat = a.getsockname()\na.close()\nb = udp()\nb.sendto(text("x"), at)\nb.settimeout(0.03)\nb.recv(10)',
  ),
  script(
    'broadcast needs permission',
    's = udp()\ns.sendto(text("x"), ["255.255.255.255", 9])\ns.sendto(text("x"), ["<broadcast>", 9])',
  ),
  script(
    'two sockets on one port',
    `
     a = udp()
     b = socket(AF_INET, SOCK_DGRAM)
     b.bind(a.getsockname())`,
  ),
  script(
    'shutdown of a datagram socket',
    'a = udp()\na.shutdown(SHUT_RDWR)\na.connect(a.getsockname())\na.shutdown(SHUT_RD)\na.recv(5)',
  ),
  script(
    'IPv6 datagrams',
    `
     a = socket(AF_INET6, SOCK_DGRAM)
     a.bind(["::1", 0])
     b = socket(AF_INET6, SOCK_DGRAM)
     b.bind(["::1", 0])
     b.sendto(text("six"), a.getsockname())
     a.recvfrom(100)`,
  ),
  script(
    'MSG_MORE gathers a datagram',
    `
     a = udp()
     b = udp()
     b.connect(a.getsockname())
     b.send(text("one "), MSG_MORE)
     b.send(text("datagram"))
     a.recv(100)`,
  ),
  script('UDP and TCP ports are apart', 'a = udp()\nb = socket()\nb.bind(a.getsockname())'),
  script(
    'text and addresses that are none',
    'a = udp()\na.sendto(text("x"), "127.0.0.1")\na.sendto(text("x"), ["127.0.0.1", 99999])\na.sendto(text("x"), ["127.0.0.1", "9"])',
  ),
]
