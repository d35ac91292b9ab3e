/** A row of the capture as a filter sees it. */

import type { Vocabulary } from '../../../../../wire/filter/complete.ts'
import type { Filterable, PROTOCOLS } from '../../../../../wire/filter/fields.ts'
import type { LayerName } from '../../../../../wire/types.ts'
import type { TraceRow } from '../../trace.ts'

const NAMES: Partial<Record<LayerName, (typeof PROTOCOLS)[number]>> = {
  arp: 'arp',
  ipv4: 'ip',
  ipv6: 'ip6',
  icmp: 'icmp',
  icmpv6: 'icmp6',
  igmp: 'igmp',
  tcp: 'tcp',
  udp: 'udp',
}

/** `zero`: µs of the first packet. `linkOf`: the link that a packet was seen on. */
export function filterable(row: TraceRow, zero: number, linkOf: (n: number) => string): Filterable {
  const { decoded, segment, n, at, length } = row
  const { tcp, udp, ip, arp, ethernet, source, destination } = decoded
  const named = (all: (string | null | undefined)[]) => [
    ...new Set(all.filter((one) => one !== null && one !== undefined)),
  ]
  const carrier = tcp ?? udp
  return {
    n,
    protocols: new Set(decoded.layers.flatMap(({ name }) => NAMES[name] ?? [])),
    from: named([source, ip?.source, arp?.senderIp, ethernet?.source, row.from]),
    to: named([destination, ip?.destination, arp?.targetIp, ethernet?.destination, row.to]),
    ports: carrier ? { from: carrier.sourcePort, to: carrier.destinationPort } : null,
    flags: tcp?.flags ?? [],
    seq: segment && tcp ? segment.seq : null,
    ack: tcp?.flags.includes('ACK') ? (segment?.ack ?? null) : null,
    window: tcp ? (segment?.window ?? tcp.window) : null,
    ttl: ip?.ttl ?? null,
    length: decoded.payloadLength,
    size: length,
    ms: (at - zero) / 1_000,
    flow: row.flow ? row.flow.id + 1 : null,
    is: new Set(statesOf(row)),
    link: linkOf(n),
    payload: decoded.payload,
  }
}

function* statesOf({ segment, dropped, decoded }: TraceRow): Generator<string> {
  if (dropped) yield 'lost'
  if (segment?.kind === 'retransmission') yield 'again'
  if (segment?.kind === 'handshake') yield 'handshake'
  if (segment?.kind === 'reset') yield 'reset'
  if (segment?.flags.includes('FIN') || segment?.acksFin) yield 'close'
  if ((decoded.tcp || decoded.udp) && decoded.payloadLength > 0) yield 'data'
}

/** Ports, hosts and links of these packets, each once. */
export function vocabularyOf(packets: readonly Filterable[]): Vocabulary {
  const ports = new Set(packets.flatMap(({ ports }) => (ports ? [ports.from, ports.to] : [])))
  const hosts = new Set(packets.flatMap(({ from, to }) => [...from, ...to]))
  const links = new Set(packets.map(({ link }) => link))
  return {
    ports: [...ports].sort((a, b) => a - b),
    hosts: [...hosts].sort((a, b) => Number(isMac(a)) - Number(isMac(b)) || (a < b ? -1 : 1)),
    links: [...links].filter((link) => link !== ''),
  }
}

function isMac(text: string): boolean {
  return /^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(text)
}
