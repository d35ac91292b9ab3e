// A raw socket: an ICMP echo request written by hand; the IP header is the kernel's, unless IP_HDRINCL is set.
import {
  AF_INET,
  AF_NETLINK,
  IP_HDRINCL,
  IPPROTO_ICMP,
  IPPROTO_IP,
  NETLINK_ROUTE,
  SOCK_RAW,
  sleep,
  socket,
} from 'wirebook/socket'

using s = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)
console.log(`IP_HDRINCL: ${s.getsockopt(IPPROTO_IP, IP_HDRINCL)}`)
sleep(1) // the listener is there by now

const request = Buffer.from('0800000000010001', 'hex') // type 8, code 0, checksum, id 1, sequence 1
const words = [0, 4, 6].reduce((sum, at) => sum + request.readUInt16BE(at), 0)
request.writeUInt16BE(~words & 0xffff, 2)
console.log(`sent ${s.sendto(request, ['10.0.0.2', 0])} bytes of ICMP`)
const [packet, [from]] = s.recvfrom(2048)
const header = (packet[0]! & 0x0f) * 4
console.log(`from ${from}: IP header of ${header} bytes, then ICMP type ${packet[header]}`)

using kernel = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
kernel.bind([0, 0])
console.log(`a netlink socket's address is a number, here of the process or chosen: ${kernel.getsockname()[0] > 0}`)
