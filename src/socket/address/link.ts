/** `struct sockaddr_nl` (netlink(7)) and `struct sockaddr_ll` (packet(7)): below IP, Linux only. */
import { AF_NETLINK, AF_PACKET } from '../constants.ts'
import { interfaceIndex, interfaceName } from '../interfaces.ts'
import { readInt, readUint16, readUint32, writeUint16, writeUint32 } from '../memory.ts'
import { integer, shown, sockaddr } from './sockaddr.ts'

/** The kernel's pid is 0; as one's own, 0 lets the kernel choose. `groups` is a bit mask of multicast groups. */
export type NetlinkAddress = [pid: number, groups: number]
/**
 * A device's name, an EtherType (ETH_P_IP; for bind, 0 leaves the socket's), for whom the frame was (PACKET_HOST …),
 * the kind of hardware (ARPHRD_…) and the hardware address. To bind, device and protocol are enough.
 */
export type PacketAddress = [
  device: string,
  protocol: number,
  packetType?: number,
  hardwareType?: number,
  hardwareAddress?: Uint8Array,
]

const NETLINK_BYTES = 12
const PACKET_BYTES = 20
const HARDWARE_BYTES = 8
const UINT32 = 0xffff_ffff
const UINT16 = 0xffff

export function toNetlink(address: unknown): Buffer {
  if (!Array.isArray(address) || address.length !== 2)
    throw new TypeError(`an AF_NETLINK address is [pid, groups], not ${shown(address)}`)
  const result = sockaddr(NETLINK_BYTES, AF_NETLINK)
  writeUint32(result, integer(address[0], 'pid', 0, UINT32), 4)
  writeUint32(result, integer(address[1], 'groups', 0, UINT32), 8)
  return result
}

export function fromNetlink(bytes: Buffer): NetlinkAddress {
  return [readUint32(bytes, 4), readUint32(bytes, 8)]
}

export function toPacket(address: unknown): Buffer {
  if (!Array.isArray(address) || address.length < 2 || address.length > 5 || typeof address[0] !== 'string')
    throw new TypeError(`an AF_PACKET address is [device, protocol], not ${shown(address)}`)
  const [device, protocol, packetType = 0, hardwareType = 0, hardware = Buffer.alloc(0)] = address as PacketAddress
  if (!(hardware instanceof Uint8Array)) throw new TypeError(`a hardware address is bytes, not ${shown(hardware)}`)
  if (hardware.length > HARDWARE_BYTES)
    throw new RangeError(`a hardware address has at most ${HARDWARE_BYTES} bytes, not ${hardware.length}`)
  const result = sockaddr(PACKET_BYTES, AF_PACKET)
  result.writeUInt16BE(integer(protocol, 'protocol', 0, UINT16), 2)
  writeUint32(result, interfaceIndex(device), 4)
  writeUint16(result, integer(hardwareType, 'hardware type', 0, UINT16), 8)
  result[10] = integer(packetType, 'packet type', 0, 255)
  result[11] = hardware.length
  result.set(hardware, 12)
  return result
}

export function fromPacket(bytes: Buffer): PacketAddress {
  const index = readInt(bytes, 4)
  const hardware = Buffer.from(bytes.subarray(12, 12 + Math.min(bytes[11]!, HARDWARE_BYTES)))
  return [index > 0 ? interfaceName(index) : '', bytes.readUInt16BE(2), bytes[10]!, readUint16(bytes, 8), hardware]
}
