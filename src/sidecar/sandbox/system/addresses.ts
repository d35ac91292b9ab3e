/** Addresses and routes of the calling thread's namespace, by rtnetlink(7). */
import { ipBytes } from './ip-bytes.ts'
import { int32, libc } from './libc.ts'
import { attribute, CREATE, request } from './netlink.ts'

const RTM_NEWADDR = 20
const RTM_NEWROUTE = 24
const AF_INET = 2
const AF_INET6 = 10
const IFA = { address: 1, local: 2, broadcast: 4, flags: 8 }
const IFA_F_NODAD = 0x02
const RTA = { destination: 1, device: 4, gateway: 5 }
const RT_TABLE_MAIN = 254
const RTPROT_STATIC = 4
const RTN_UNICAST = 1
const SCOPE = { universe: 0, link: 253 }

/** `10.0.0.1/24`, `fd00::1/64`. An IPv6 address counts at once: nobody is asked whether it is taken. */
export function addAddress(device: string, subnet: string): void {
  const { bytes, prefix, family } = parse(subnet)
  const message = Buffer.alloc(8) // struct ifaddrmsg
  message.writeUInt8(family, 0)
  message.writeUInt8(prefix, 1)
  message.writeUInt32LE(libc.if_nametoindex(device), 4)
  const content = [message, attribute(IFA.local, bytes), attribute(IFA.address, bytes)]
  if (family === AF_INET6) content.push(attribute(IFA.flags, int32(IFA_F_NODAD)))
  else if (prefix < 31) content.push(attribute(IFA.broadcast, broadcast(bytes, prefix)))
  request(RTM_NEWADDR, CREATE, content, `the address ${subnet} on ${device}`)
}

/** The device must be up. `via`: the gateway; without one the network is on the device itself. */
export function addRoute(to: string, device: string, via?: string): void {
  const { bytes, prefix, family } = parse(to)
  const message = Buffer.alloc(12) // struct rtmsg
  message.set([family, prefix, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, via ? SCOPE.universe : SCOPE.link, RTN_UNICAST])
  const content = [message, attribute(RTA.device, int32(libc.if_nametoindex(device)))]
  if (prefix > 0) content.push(attribute(RTA.destination, bytes))
  if (via !== undefined) content.push(attribute(RTA.gateway, ipBytes(via)))
  request(RTM_NEWROUTE, CREATE, content, `the route to ${to}`)
}

function parse(subnet: string): { bytes: Buffer; prefix: number; family: number } {
  const [address = '', prefix = ''] = subnet.split('/')
  const bytes = ipBytes(address)
  return { bytes, prefix: Number(prefix), family: bytes.length === 4 ? AF_INET : AF_INET6 }
}

function broadcast(bytes: Buffer, prefix: number): Buffer {
  const all = Buffer.alloc(4)
  all.writeUInt32BE((bytes.readUInt32BE(0) | (0xffff_ffff >>> prefix)) >>> 0)
  return all
}
