/** The captured packets as a file for Wireshark and tshark: by its name pcapng, otherwise classic pcap. Pure. */
import type { NetworkPlan } from '../protocol/network.ts'
import { pcap } from '../wire/pcap.ts'
import { pcapng } from '../wire/pcapng.ts'
import type { ReadPacket } from './packets.ts'
import type { Words } from './words/index.ts'

export type CaptureParts = {
  packets: ReadPacket[]
  network: NetworkPlan
  /** Packets that were seen and not kept. */
  lost: number
  /** µs from 1970 to the moment from which packets count their times. */
  epochMicros: number
  comment: string
  words: Words
}

export function captureFile(
  name: string,
  { packets, network, lost, epochMicros, comment, words }: CaptureParts,
): Uint8Array {
  if (!name.endsWith('.pcapng'))
    return pcap(
      packets.map(({ at, bytes, length }) => ({ at, data: bytes, length })),
      epochMicros,
    )
  const names = [...new Set([...network.links.map((link) => link.name), ...packets.map(({ link }) => link)])]
  return pcapng({
    links: names.map((link) => ({ name: link, ...(names.length === 1 ? { lost } : {}) })),
    packets: packets.map((packet) => {
      const { at, bytes, length, link } = packet
      const said = commentOn(packet, words)
      return { at, data: bytes, length, link: names.indexOf(link), ...(said === '' ? {} : { comment: said }) }
    }),
    epochMicros,
    comment: lost > 0 ? words.capturedPart(comment, lost) : comment,
  })
}

/** Which way it went where that is not plain from the link, and what the link made of it. */
function commentOn({ from, to, dropped, replaced, made, of, arrived, at }: ReadPacket, words: Words): string {
  return [
    ...(from === undefined ? [] : [to === undefined ? words.from(from) : `${from} → ${to}`]),
    ...(dropped ? [words.lostOnLink()] : []),
    ...(replaced ? [words.travelledInstead()] : []),
    ...(made ? [words.made(made, of?.join('+') ?? '')] : []),
    ...(arrived === undefined ? [] : [words.delivered(((arrived - at) / 1000).toFixed(3))]),
  ].join('; ')
}
