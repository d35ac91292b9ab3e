// Asks the kernel for one socket of each pair (family, type), and prints what it says.
import {
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_PACKET,
  AF_UNIX,
  IPPROTO_ICMP,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SocketError,
  socket,
} from 'wirebook/socket'

const FAMILIES = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET }
const TYPES = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RDM, SOCK_RAW }

/** `ok`, or the name of the error. */
function attempt(family: number, type: number, protocol = 0): string {
  try {
    socket(family, type, protocol).close()
    return 'ok'
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return error.code
  }
}

const row = (cells: string[]) =>
  console.log(
    cells
      .map((text) => text.padEnd(17))
      .join('')
      .trimEnd(),
  )

row(['', ...Object.keys(FAMILIES)])
for (const [name, type] of Object.entries(TYPES))
  row([name, ...Object.values(FAMILIES).map((family) => attempt(family, type))])
row([`AF_INET, SOCK_RAW, protocol ${IPPROTO_ICMP} (ICMP): ${attempt(AF_INET, SOCK_RAW, IPPROTO_ICMP)}`])
