// Which sockets the kernel makes, and what it says of those it does not.
import {
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_PACKET,
  AF_UNIX,
  IPPROTO_ICMP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SocketError,
  socket,
} from 'wirebook/socket'

function make(words: string, family?: number, type?: number, protocol?: number): void {
  try {
    using made = socket(family, type, protocol)
    console.log(`${words}: family ${made.family}, type ${made.type}, protocol ${made.protocol}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

make('socket()')
make('AF_INET6', AF_INET6)
make('AF_INET, SOCK_DGRAM', AF_INET, SOCK_DGRAM)
make('AF_UNIX, SOCK_SEQPACKET', AF_UNIX, SOCK_SEQPACKET)
make('AF_NETLINK, SOCK_RAW', AF_NETLINK, SOCK_RAW)
make('AF_INET, SOCK_RDM', AF_INET, SOCK_RDM)
make('AF_INET, SOCK_RAW, ICMP', AF_INET, SOCK_RAW, IPPROTO_ICMP)
make('AF_PACKET, SOCK_RAW', AF_PACKET, SOCK_RAW)
make('AF_INET, SOCK_STREAM, UDP', AF_INET, SOCK_STREAM, IPPROTO_UDP)
