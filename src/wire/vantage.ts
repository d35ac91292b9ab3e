/**
 * A lab with several links sees a packet once on each: from the host to the switch, from the switch to each host, on
 * either side of a router. Counted twice it would look like a retransmission. So each direction of a conversation is
 * watched from one place, the one where it was seen first: beside its sender.
 */
import type { Decoded } from './types.ts'

/** Where a packet was seen, as captured packets say it: a link, and which way along it. */
export type Place = { link: string; from?: string | undefined; to?: string | undefined }

export const VANTAGE_LIMITS = {
  /** Directions remembered; the oldest is forgotten, and chooses anew. */
  directions: 50_000,
}

export class Vantage {
  readonly #places = new Map<string, string>()

  /** True when the packet is seen from the place that counts, false when it is a copy seen further on its way. */
  counts(place: Place, packet: Decoded): boolean {
    const key = directionOf(packet)
    const here = `${place.link} ${place.from ?? ''} ${place.to ?? ''}`
    const chosen = this.#places.get(key)
    if (chosen !== undefined) return chosen === here
    if (this.#places.size >= VANTAGE_LIMITS.directions) this.#places.delete(this.#places.keys().next().value!)
    this.#places.set(key, here)
    return true
  }
}

/** The packets of a capture that count, in its order. */
export function once<T extends Place>(packets: readonly T[], decoded: (packet: T) => Decoded): T[] {
  const vantage = new Vantage()
  return packets.filter((packet) => vantage.counts(packet, decoded(packet)))
}

/** Who speaks to whom, by what no link changes: addresses of hosts where there are any, never those of links. */
function directionOf({ protocol, ip, tcp, udp, arp, icmp, igmp, source, destination }: Decoded): string {
  if (arp) return `arp ${arp.senderMac} ${arp.targetIp}`
  if (!ip) return `${protocol} ${source} ${destination}`
  // All fragments of a direction share a key: only the first of a datagram has ports.
  const pieces = ip.moreFragments || ip.fragmentOffset
  const ports = pieces
    ? 'fragments'
    : tcp
      ? `${tcp.sourcePort} ${tcp.destinationPort}`
      : udp
        ? `${udp.sourcePort} ${udp.destinationPort}`
        : ''
  return `${ip.protocol} ${ip.source} ${ip.destination} ${ports}${icmp ? icmp.type : ''}${igmp ? igmp.type : ''}`
}
