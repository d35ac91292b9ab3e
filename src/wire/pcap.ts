/** Writes a capture in the classic pcap format, microsecond resolution, little-endian, link type Ethernet. */

const MAGIC_MICROSECONDS = 0xa1b2c3d4
const LINKTYPE_ETHERNET = 1
const SNAP_LENGTH = 262_144
const FILE_HEADER = 24
const RECORD_HEADER = 16

/** `at` in µs since `epochMicros`, `length` on the wire. */
export type PcapPacket = { at: number; data: Uint8Array; length: number }

/** A .pcap file of the packets, in their order. `epochMicros`: µs from 1970 to the moment `at` counts from. */
export function pcap(packets: readonly PcapPacket[], epochMicros = 0): Uint8Array {
  const size = packets.reduce((sum, { data }) => sum + RECORD_HEADER + data.length, FILE_HEADER)
  const file = new Uint8Array(size)
  const view = new DataView(file.buffer)
  view.setUint32(0, MAGIC_MICROSECONDS, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, SNAP_LENGTH, true)
  view.setUint32(20, LINKTYPE_ETHERNET, true)
  let offset = FILE_HEADER
  for (const { at, data, length } of packets) {
    const time = Math.max(0, Math.round(epochMicros + at))
    view.setUint32(offset, Math.floor(time / 1_000_000), true)
    view.setUint32(offset + 4, time % 1_000_000, true)
    view.setUint32(offset + 8, data.length, true)
    view.setUint32(offset + 12, Math.max(length, data.length), true)
    file.set(data, offset + RECORD_HEADER)
    offset += RECORD_HEADER + data.length
  }
  return file
}
