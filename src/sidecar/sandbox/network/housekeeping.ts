/**
 * Frames that no program caused. An IPv6 kernel reports the groups that its addresses make it a member of, once its
 * interface is up and again at times of its own choosing (RFC 3810 §6): nobody asked, and a switch that floods groups
 * does not heed it. The wire carries no such report, so that what is captured is what programs did. Pure.
 */

const ETHERNET_BYTES = 14
const ETHERTYPE_IPV6 = 0x86dd
const HOP_BY_HOP = 0
const ICMPV6 = 58
const MLDV2_REPORT = 143
/** IPv6 header, hop-by-hop options of 8 bytes (router alert), report header: then its records. */
const REPORT_AT = ETHERNET_BYTES + 40 + 8
const RECORDS_AT = REPORT_AT + 8
const RECORD_BYTES = 20

/** ff02::1:ff00:0/104, a solicited-node group (RFC 4291 §2.7.1). */
const SOLICITED = Buffer.from('ff0200000000000000000001ff', 'hex')
/** What a router is in: all routers of three scopes, all snoopers (RFC 4286). */
const ROUTERS = ['ff01::2', 'ff02::2', 'ff05::2', 'ff02::6a'].map((text) => {
  const [head = '', tail = ''] = text.split('::')
  return Buffer.from(head.padEnd(32 - 4, '0') + tail.padStart(4, '0'), 'hex')
})

/** A report of nothing but groups that come with a host's own addresses. */
export function isHousekeeping(frame: Buffer): boolean {
  if (frame.length < RECORDS_AT || frame.readUInt16BE(12) !== ETHERTYPE_IPV6) return false
  if (frame[ETHERNET_BYTES + 6] !== HOP_BY_HOP || frame[ETHERNET_BYTES + 40] !== ICMPV6) return false
  if (frame[REPORT_AT] !== MLDV2_REPORT) return false
  const records = frame.readUInt16BE(REPORT_AT + 6)
  for (let index = 0, at = RECORDS_AT; index < records; index++) {
    if (at + RECORD_BYTES > frame.length) return false
    const group = frame.subarray(at + 4, at + RECORD_BYTES)
    const own = group.subarray(0, SOLICITED.length).equals(SOLICITED) || ROUTERS.some((one) => one.equals(group))
    if (!own) return false
    const sources = frame.readUInt16BE(at + 2)
    at += RECORD_BYTES + 16 * sources + 4 * frame[at + 1]!
  }
  return records > 0
}
