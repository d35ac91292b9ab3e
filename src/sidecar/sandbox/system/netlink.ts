/** One request to rtnetlink(7), for what ioctl cannot do: a cable whose two ends lie in different namespaces. */
import { SandboxError } from '../error.ts'
import { checked, libc } from './libc.ts'

const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 3 | 0x80000
const NETLINK_ROUTE = 0
const NLM_F_REQUEST_ACK = 0x1 | 0x4
const NLM_F_CREATE_EXCL = 0x400 | 0x200
const NLMSG_ERROR = 2
const RTM_NEWLINK = 16
const RTM_DELNEIGH = 29
const HEADER_BYTES = 16
const IFLA = { address: 1, ifname: 3, linkinfo: 18, netNsFd: 28 }
const INFO = { kind: 1, data: 2 }
const VETH_INFO_PEER = 1
const NDA_DST = 1
const AF_INET = 2

export type CableEnd = { name: string; hardware?: string }

/**
 * Makes a veth cable: the near end in the calling thread's namespace, the far end in the one of the descriptor.
 * Both are down.
 */
export function createCable(near: CableEnd, far: CableEnd & { netns: number }): void {
  const peer = [interfaceMessage(), ...endAttributes(far), attribute(IFLA.netNsFd, int32(far.netns))]
  const data = attribute(INFO.data, attribute(VETH_INFO_PEER, ...peer))
  const linkInfo = attribute(IFLA.linkinfo, attribute(INFO.kind, Buffer.from('veth')), data)
  request(RTM_NEWLINK, NLM_F_CREATE_EXCL, [interfaceMessage(), ...endAttributes(near), linkInfo], 'veth')
}

/** Forgets the hardware address of an IPv4 neighbour, so that the next packet asks for it. It need not be known. */
export function forgetNeighbour(device: string, ip: string): void {
  const index = libc.if_nametoindex(device)
  const message = Buffer.alloc(12) // struct ndmsg
  message.writeUInt8(AF_INET, 0)
  message.writeInt32LE(index, 4)
  try {
    request(RTM_DELNEIGH, 0, [message, attribute(NDA_DST, Buffer.from(ip.split('.').map(Number)))], 'neighbour')
  } catch {
    // Not known.
  }
}

function endAttributes({ name, hardware }: CableEnd): Buffer[] {
  const named = attribute(IFLA.ifname, Buffer.from(`${name}\0`))
  if (hardware === undefined) return [named]
  return [named, attribute(IFLA.address, Buffer.from(hardware.replaceAll(':', ''), 'hex'))]
}

/** struct ifinfomsg: a new interface, all else unspecified. */
function interfaceMessage(): Buffer {
  return Buffer.alloc(16)
}

function attribute(type: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const bytes = Buffer.alloc((4 + body.length + 3) & ~3)
  bytes.writeUInt16LE(4 + body.length, 0)
  bytes.writeUInt16LE(type, 2)
  body.copy(bytes, 4)
  return bytes
}

function request(type: number, flags: number, content: Buffer[], what: string): void {
  const body = Buffer.concat(content)
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(HEADER_BYTES + body.length, 0)
  header.writeUInt16LE(type, 4)
  header.writeUInt16LE(NLM_F_REQUEST_ACK | flags, 6)
  header.writeUInt32LE(1, 8)
  const socket = checked(libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE), 'socket(AF_NETLINK)')
  try {
    const message = Buffer.concat([header, body])
    checked(Number(libc.send(socket, message, message.length, 0)), `netlink ${what}`)
    const answer = Buffer.alloc(4_096)
    checked(Number(libc.recv(socket, answer, answer.length, 0)), `netlink ${what}`)
    const error = answer.readUInt16LE(4) === NLMSG_ERROR ? -answer.readInt32LE(HEADER_BYTES) : 0
    if (error !== 0) throw new SandboxError('SANDBOX_SYSTEM', `making a ${what} was refused with errno ${error}`)
  } finally {
    libc.close(socket)
  }
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32LE(value)
  return buffer
}
