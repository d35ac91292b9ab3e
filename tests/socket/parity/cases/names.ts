/** Names, addresses and numbers, without any socket. */
import { type Case, script } from '../case.ts'

const GOOD4 = ['127.0.0.1', '0.0.0.0', '255.255.255.255']
const OLD4 = [
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '1.2.3',
  '2130706433',
  '0',
  '256.1',
  '1.2.3.4.5',
  '',
  'a.b.c.d',
  '1.2.3.400',
  '08.1.1.1',
  '4294967296',
]
const GOOD6 = [
  '::',
  '::1',
  'fe80::1',
  '2001:db8::8:800:200c:417a',
  '::ffff:10.0.0.1',
  '1:2:3:4:5:6:7:8',
  '1:0:0:2:0:0:0:3',
]
const BAD6 = ['', ':', '1:2:3', '1::2::3', '12345::', '::g', '::1%lo', '1:2:3:4:5:6:7:8:9', '127.0.0.1']
const BYTES6 = [
  '00000000000000000000000000000000',
  '00000000000000000000000000000001',
  '0000000000000000000000000a000001',
  '00000000000000000000ffff0a000001',
  '20010db8000000000001000000000001',
  '00010000000200000000000000000003',
  'ffffffffffffffffffffffffffffffff',
  '0000000000000001000000000000ffff',
]
const each = (values: string[], line: (value: string) => string) => values.map(line).join('\n')

export const NAMES: Case[] = [
  script(
    'inet_aton of usual and old forms',
    each([...GOOD4, ...OLD4], (text) => `inet_aton("${text}")`),
  ),
  script(
    'inet_pton of IPv4 takes the usual form only',
    each([...GOOD4, ...OLD4], (text) => `inet_pton(AF_INET, "${text}")`),
  ),
  script(
    'inet_pton of IPv6',
    each([...GOOD6, ...BAD6], (text) => `inet_pton(AF_INET6, "${text}")`),
  ),
  script(
    'inet_ntop of IPv6 writes the canonical text',
    each(BYTES6, (bytes) => `inet_ntop(AF_INET6, hex("${bytes}"))`),
  ),
  script(
    'inet_ntoa and inet_ntop of IPv4',
    'inet_ntoa(hex("7f000001"))\ninet_ntop(AF_INET, hex("c0a80102"))\ninet_ntoa(hex("7f0000"))\ninet_ntop(AF_INET, hex("0102030405"))\ninet_ntop(AF_INET6, hex("0102"))',
  ),
  script(
    'inet functions of other families and kinds',
    'inet_pton(AF_UNIX, "x")\ninet_ntop(AF_UNIX, hex("00"))\ninet_aton(5)\ninet_pton(AF_INET, 5)',
  ),
  script(
    'byte order',
    'htons(1)\nhtons(0x1234)\nntohs(0x1234)\nhtonl(1)\nhtonl(0x12345678)\nntohl(0xfffefdfc)\nhtons(65535)\nhtonl(4294967295)',
  ),
  script(
    'byte order of what does not fit',
    'htons(65536)\nhtons(-1)\nhtonl(4294967296)\nhtonl(-1)\nhtons("1")\nhtonl(null)',
  ),
  script(
    'getaddrinfo of an IPv4 literal',
    'getaddrinfo("127.0.0.1", 80)\ngetaddrinfo("10.1.2.3", "443", AF_INET, SOCK_STREAM)',
  ),
  script('getaddrinfo of an IPv6 literal', 'getaddrinfo("::1", 80)\ngetaddrinfo("2001:DB8:0:0::7", 80, 0, SOCK_DGRAM)'),
  script(
    'getaddrinfo of one type and protocol',
    'getaddrinfo("127.0.0.1", 80, AF_INET, SOCK_DGRAM)\ngetaddrinfo("127.0.0.1", 80, 0, 0, IPPROTO_TCP)\ngetaddrinfo("127.0.0.1", 80, 0, SOCK_RAW, IPPROTO_ICMP)',
  ),
  script(
    'getaddrinfo without a host',
    'getaddrinfo(null, 80, 0, SOCK_STREAM)\ngetaddrinfo(null, 80, 0, SOCK_STREAM, 0, AI_PASSIVE)\ngetaddrinfo(null, 80, AF_INET, SOCK_STREAM)\ngetaddrinfo(null, null)',
  ),
  script('getaddrinfo without a port', 'getaddrinfo("127.0.0.1", null, 0, SOCK_STREAM)'),
  script('getaddrinfo of the wrong family', 'getaddrinfo("127.0.0.1", 80, AF_INET6)\ngetaddrinfo("::1", 80, AF_INET)'),
  script(
    'getaddrinfo of families and types that there are not',
    'getaddrinfo("127.0.0.1", 80, 99)\ngetaddrinfo("127.0.0.1", 80, 0, 99)\ngetaddrinfo("127.0.0.1", 80, 0, SOCK_STREAM, IPPROTO_UDP)',
  ),
  script(
    'getaddrinfo of names where only numbers are allowed',
    'getaddrinfo("localhost", 80, 0, 0, 0, AI_NUMERICHOST)\ngetaddrinfo("127.0.0.1", "http", 0, SOCK_STREAM, 0, AI_NUMERICSERV)',
  ),
  script('getaddrinfo of localhost in IPv4', 'getaddrinfo("localhost", 80, AF_INET, SOCK_STREAM)'),
  script('getaddrinfo with the canonical name', 'getaddrinfo("127.0.0.1", 80, 0, SOCK_STREAM, 0, AI_CANONNAME)'),
  script(
    'gethostbyname and gethostname',
    'gethostbyname("127.0.0.1")\ngethostbyname("localhost")\ngethostbyname("")\ngethostname()',
  ),
  script(
    'interfaces by name and number',
    'if_nametoindex("lo")\nif_indextoname(if_nametoindex("lo"))\nif_indextoname(99999)',
  ),
]
