// Waits on UDP port 5000; with the argument `join` as a member of the group.
import { AF_INET, IP_ADD_MEMBERSHIP, IPPROTO_IP, inet_aton, SOCK_DGRAM, SocketError, socket } from 'wirebook/socket'

using s = socket(AF_INET, SOCK_DGRAM)
if (process.argv.includes('join')) {
  // struct ip_mreq: the group, and the interface by its address (any).
  const membership = Buffer.concat([inet_aton('239.1.2.3'), inet_aton('0.0.0.0')])
  s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership)
}
s.bind(['', 5000])
s.settimeout(3)
try {
  for (;;) {
    const [data, [host]] = s.recvfrom(1024)
    console.log(`"${data}" from ${host}`)
    if (data.includes('last')) break
  }
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(error.code)
}
