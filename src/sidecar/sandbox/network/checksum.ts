/** Completes the transport checksum that the kernel left to hardware which a virtual link does not have. */
import { sum16 } from '../../../wire/checksum.ts'

const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_IPV6 = 0x86dd
const TCP = 6
const UDP = 17
const ETHERNET_BYTES = 14
const IPV6_BYTES = 40

/** In place, on a whole Ethernet frame. The field holds the pseudo-header's sum, so summing the segment completes it. */
export function finishChecksum(frame: Buffer): void {
  const segment = locate(frame)
  if (segment === null) return
  const { start, end, protocol } = segment
  const field = start + (protocol === TCP ? 16 : 6)
  if (end > frame.length || field + 2 > end) return
  const checksum = ~sum16(frame, start, end) & 0xffff
  // RFC 768: a UDP checksum of zero is sent as all ones, as zero means none.
  frame.writeUInt16BE(checksum === 0 && protocol === UDP ? 0xffff : checksum, field)
}

/** Where the TCP or UDP segment of a frame lies; null when it has none, or only a fragment of one. */
export function locate(frame: Buffer): { start: number; end: number; protocol: number } | null {
  if (frame.length < ETHERNET_BYTES + 20) return null
  const type = frame.readUInt16BE(12)
  if (type === ETHERTYPE_IPV4) {
    if ((frame.readUInt16BE(ETHERNET_BYTES + 6) & 0x3fff) !== 0) return null
    const protocol = frame[ETHERNET_BYTES + 9]!
    const start = ETHERNET_BYTES + (frame[ETHERNET_BYTES]! & 15) * 4
    const end = ETHERNET_BYTES + frame.readUInt16BE(ETHERNET_BYTES + 2)
    return protocol === TCP || protocol === UDP ? { start, end, protocol } : null
  }
  if (type === ETHERTYPE_IPV6 && frame.length >= ETHERNET_BYTES + IPV6_BYTES) {
    const protocol = frame[ETHERNET_BYTES + 6]!
    const start = ETHERNET_BYTES + IPV6_BYTES
    const end = start + frame.readUInt16BE(ETHERNET_BYTES + 4)
    return protocol === TCP || protocol === UDP ? { start, end, protocol } : null
  }
  return null
}
