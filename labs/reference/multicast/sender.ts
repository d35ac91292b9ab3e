// One datagram for a group, one for everybody on the link.
import {
  AF_INET,
  IP_MULTICAST_LOOP,
  IP_MULTICAST_TTL,
  IPPROTO_IP,
  SO_BROADCAST,
  SOCK_DGRAM,
  SOL_SOCKET,
  SocketError,
  sleep,
  socket,
} from 'wirebook/socket'

using s = socket(AF_INET, SOCK_DGRAM)
const ttl = s.getsockopt(IPPROTO_IP, IP_MULTICAST_TTL)
const loop = s.getsockopt(IPPROTO_IP, IP_MULTICAST_LOOP)
console.log(`as made: multicast TTL ${ttl}, loop ${loop}`)
s.setsockopt(IPPROTO_IP, IP_MULTICAST_TTL, 2)
s.setsockopt(IPPROTO_IP, IP_MULTICAST_LOOP, 0)
console.log(`to the group: ${s.sendto('for members', ['239.1.2.3', 5000])} bytes`)
try {
  s.sendto('for all', ['10.0.0.255', 5000])
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(`to all: ${error.code}`)
}
s.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
sleep(0.2)
console.log(`to all, with SO_BROADCAST: ${s.sendto('for all, the last', ['10.0.0.255', 5000])} bytes`)
