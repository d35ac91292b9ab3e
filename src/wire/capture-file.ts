/** What a capture file holds, whichever of the two formats it is in (pcap.ts, pcapng.ts). */
import type { CaptureFile, FilePacket } from './capture-types.ts'
import { decode } from './decode.ts'
import { readPcap } from './pcap-read.ts'
import { readPcapng } from './pcapng-read.ts'
import type { Decoded } from './types.ts'

export const LINKTYPE = { null: 0, ethernet: 1, rawBsd: 12, raw: 101, loop: 108, ipv4: 228, ipv6: 229 }
const OTHER_LINKS: Record<number, string> = {
  105: 'IEEE 802.11',
  113: 'Linux "any" device',
  127: 'IEEE 802.11 with radiotap',
  220: 'USB',
  276: 'Linux "any" device, version 2',
}
const BARE_IP = [LINKTYPE.rawBsd, LINKTYPE.raw, LINKTYPE.ipv4, LINKTYPE.ipv6]
/** BSD loopback devices put 4 bytes of address family before the IP header. */
const WITH_FAMILY = [LINKTYPE.null, LINKTYPE.loop]
const FAMILY = 4

/**
 * Reads a capture. Never throws: what is cut off, broken or of another kind is read as far as possible, and `problem`
 * says where and why it ended. The packets refer to `bytes`.
 */
export function readCapture(bytes: Uint8Array): CaptureFile {
  const magic = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const file = magic === 0x0a0d0d0a ? readPcapng(bytes) : readPcap(bytes)
  const strange = file.packets.find(({ link }) => !isReadable(file.links[link]!.linkType))
  if (strange && !file.problem) {
    const { linkType } = file.links[strange.link]!
    const name = OTHER_LINKS[linkType] ? ` (${OTHER_LINKS[linkType]})` : ''
    file.problem = {
      offset: strange.data.byteOffset - bytes.byteOffset,
      why: `packets of link type ${linkType}${name}, which are neither Ethernet frames nor IP: kept as bytes`,
    }
  }
  return file
}

const isReadable = (type: number): boolean =>
  type === LINKTYPE.ethernet || BARE_IP.includes(type) || WITH_FAMILY.includes(type)

/** A packet of the file, decoded; null when its link type is one we do not know. */
export function decodeFrom(file: Pick<CaptureFile, 'links'>, { link, data, length }: FilePacket): Decoded | null {
  const type = file.links[link]?.linkType ?? LINKTYPE.ethernet
  if (type === LINKTYPE.ethernet) return decode(data, length)
  if (BARE_IP.includes(type)) return decode(data, length, 'ip')
  if (WITH_FAMILY.includes(type)) return decode(data.subarray(FAMILY), length - FAMILY, 'ip')
  return null
}
