/**
 * What becomes of a frame that a member put on its cable. Pure.
 *
 * Nobody hears what is not for them: IPv4 goes to the one member whose address it bears, questions for hardware
 * addresses (ARP, RFC 826) are answered by the class itself and go to nobody, all else is refused. Nobody speaks for
 * another: the sender's hardware and IP addresses must be those it was given.
 */

export type Ruling =
  | { to: 'member'; address: number }
  /** Answer that this member's address is at this member's hardware. */
  | { to: 'asker'; address: number }
  /** A question that none here need answer: for an address of nobody. */
  | { to: 'nobody' }
  | { to: 'spoofed' }
  | { to: 'refused' }

export type Party = { hardware: Buffer; address: number }

const ETHERNET_BYTES = 14
const IPV4_BYTES = 20
const ARP_BYTES = 28
const ETHERTYPE = { ipv4: 0x0800, arp: 0x0806 }
/** A header of 20 bytes: with options a sender could name further stations (RFC 791 §3.1, source routes). */
const VERSION_4_PLAIN = 0x45
/** Ethernet, IPv4, lengths 6 and 4. */
const ARP_KIND = Buffer.from('000108000604', 'hex')
const REQUEST = 1

/** `length` on the wire: a frame that was not kept whole is no frame of a member's. */
export function rule(
  frame: Buffer,
  length: number,
  sender: Party,
  member: (address: number) => Party | undefined,
): Ruling {
  if (frame.length < ETHERNET_BYTES || frame.length !== length) return { to: 'refused' }
  if (!frame.subarray(6, 12).equals(sender.hardware)) return { to: 'spoofed' }
  switch (frame.readUInt16BE(12)) {
    case ETHERTYPE.ipv4:
      return ruleIpv4(frame, sender, member)
    case ETHERTYPE.arp:
      return ruleArp(frame, sender, member)
    default:
      return { to: 'refused' }
  }
}

function ruleIpv4(frame: Buffer, sender: Party, member: (address: number) => Party | undefined): Ruling {
  if (frame.length < ETHERNET_BYTES + IPV4_BYTES || frame[ETHERNET_BYTES] !== VERSION_4_PLAIN) return { to: 'refused' }
  if (frame.readUInt32BE(ETHERNET_BYTES + 12) !== sender.address) return { to: 'spoofed' }
  const address = frame.readUInt32BE(ETHERNET_BYTES + 16)
  const receiver = member(address)
  if (receiver === undefined || address === sender.address) return { to: 'refused' }
  return frame.subarray(0, 6).equals(receiver.hardware) ? { to: 'member', address } : { to: 'refused' }
}

function ruleArp(frame: Buffer, sender: Party, member: (address: number) => Party | undefined): Ruling {
  if (frame.length < ETHERNET_BYTES + ARP_BYTES) return { to: 'refused' }
  if (!frame.subarray(ETHERNET_BYTES, ETHERNET_BYTES + 6).equals(ARP_KIND)) return { to: 'refused' }
  const hardware = frame.subarray(ETHERNET_BYTES + 8, ETHERNET_BYTES + 14)
  const claimed = frame.readUInt32BE(ETHERNET_BYTES + 14)
  if (!hardware.equals(sender.hardware) || claimed !== sender.address) return { to: 'spoofed' }
  if (frame.readUInt16BE(ETHERNET_BYTES + 6) !== REQUEST) return { to: 'refused' }
  const address = frame.readUInt32BE(ETHERNET_BYTES + 24)
  if (address === sender.address || member(address) === undefined) return { to: 'nobody' }
  return { to: 'asker', address }
}
