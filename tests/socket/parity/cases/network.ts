/** What needs a network of its own, and the capabilities in it: raw sockets, packets, the kernel's tables. */
import { type Case, script } from '../case.ts'

/** Echo request (RFC 792): type 8, code 0, checksum, identifier 0x1234, sequence 1, eight bytes. */
const ECHO = '08006af7123400017069676a65636b21'

export const NETWORK: Case[] = [
  script(
    'a raw ICMP echo and its reply',
    `
     s = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)
     s.settimeout(1)
     s.type
     s.getsockopt(SOL_SOCKET, SO_PROTOCOL)
     s.sendto(hex("${ECHO}"), ["127.0.0.1", 0])
     m_ = s.recvfrom(1000)
     part(m_[0], 20, 100)
     m_[1]
     r_ = s.recvfrom(1000)
     part(r_[0], 20, 100)`,
  ),
  script('an ICMP echo without a raw socket is refused here', 's = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)'),
  script(
    'a raw socket that writes the IP header',
    `
     u = udp()
     s = socket(AF_INET, SOCK_RAW, IPPROTO_RAW)
     s.getsockopt(IPPROTO_IP, IP_HDRINCL)
     s.setsockopt(IPPROTO_IP, IP_HDRINCL, 1)
     s.sendto(hex("00"), ["127.0.0.1", 0])
     s.recv(1, MSG_DONTWAIT)`,
  ),
  script(
    'a raw socket of any protocol',
    `
     s = socket(AF_INET, SOCK_RAW, 253)
     s.settimeout(1)
     s.sendto(text("experimental"), ["127.0.0.1", 0])
     m_ = s.recvfrom(1000)
     part(m_[0], 12, 100)
     m_[1]
     s.bind(["127.0.0.1", 0])
     s.getsockname()
     s.connect(["127.0.0.1", 0])
     s.send(text("connected"))`,
  ),
  script(
    'a raw IPv6 socket has no header',
    `
     s = socket(AF_INET6, SOCK_RAW, 253)
     s.settimeout(1)
     s.sendto(text("experimental"), ["::1", 0])
     s.recvfrom(1000)`,
  ),
  script(
    'links by NETLINK',
    `
     s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
     s.bind([0, 0])
     s.getsockname()[0] > 0
     s.getsockname()[1]
     s.send(hex("1400000012000103010000000000000000000000"))
     m_ = s.recvfrom(65536)
     m_[1]
     part(m_[0], 0, 12)
     part(m_[0], 16, 43)
     end_ = s.recv(65536)
     part(end_, 0, 12)`,
  ),
  script(
    'NETLINK addresses',
    `
     s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
     s.bind([0, 1])
     s.getsockname()[1]
     s.connect([0, 0])
     s.getpeername()
     t = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
     t.bind(s.getsockname())
     t.bind(["lo", 0])
     t.bind([0])
     t.bind("x")`,
  ),
  script(
    'a question that NETLINK does not know',
    `
     s = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE)
     s.bind([0, 0])
     s.sendto(hex("10000000ff7f05000200000000000000"), [0, 0])
     size(s.recv(65536))
     socket(AF_NETLINK, SOCK_RAW, 99)`,
  ),
  script(
    'frames of lo by PACKET',
    `
     s = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL))
     s.bind(["lo", ETH_P_ALL])
     s.getsockname()
     s.settimeout(1)
     u = udp()
     u.sendto(text("seen"), u.getsockname())
     m_ = s.recvfrom(2000)
     part(m_[0], 0, 18)
     part(m_[0], 42, 100)
     m_[1]
     n_ = s.recvfrom(2000)
     n_[1]`,
  ),
  script(
    'datagrams of PACKET have no link header',
    `
     s = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP))
     s.bind(["lo", ETH_P_IP])
     s.settimeout(1)
     u = udp()
     u.sendto(text("seen"), u.getsockname())
     size(s.recv(2000))`,
  ),
  script(
    'a frame sent by PACKET',
    `
     s = socket(AF_PACKET, SOCK_RAW)
     s.bind(["lo", 0])
     s.getsockname()
     s.send(hex("00000000000000000000000088b50102030405"))
     s.send(hex("00"))
     s.sendto(hex("00000000000000000000000088b50102030405"), ["lo", 0])`,
  ),
  script(
    'devices and addresses that are none',
    `
     s = socket(AF_PACKET, SOCK_RAW)
     s.bind(["no-such", 0])
     s.bind("lo")
     s.bind(["lo"])
     s.bind(["lo", 70000])`,
  ),
  script(
    'binding to a device',
    's = socket()\ns.setsockopt(SOL_SOCKET, SO_BINDTODEVICE, text("lo"))\ns.setsockopt(SOL_SOCKET, SO_BINDTODEVICE, text("no-such"))',
  ),
  script(
    'a network without a route',
    's = socket()\ns.connect(["203.0.113.7", 80])\nu = udp()\nu.sendto(text("x"), ["203.0.113.7", 9])\nt = socket(AF_INET6)\nt.connect(["2001:db8::7", 80])',
  ),
  script(
    'broadcast on lo alone',
    'u = socket(AF_INET, SOCK_DGRAM)\nu.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)\nu.sendto(text("x"), ["<broadcast>", 9])',
  ),
  script('a privileged port, with the right to it', 's = socket()\ns.bind(["127.0.0.1", 80])\ns.getsockname()'),
  script(
    'abstract names belong to the network',
    's = socket(AF_UNIX)\ns.bind("\\0wirebook here")\nt = socket(AF_UNIX)\nt.connect("\\0wirebook here")',
  ),
]
