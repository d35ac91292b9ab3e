/** What a filter can ask of a packet. Names are those that tcpdump and Wireshark users reach for. */
import type { TcpFlag } from '../types.ts'

/** A packet as far as filters look at it. */
export type Filterable = {
  /** Number in the capture. */
  n: number
  /** `ethernet`, `arp`, `ip`, `ip6`, `icmp`, `icmp6`, `igmp`, `tcp`, `udp`. */
  protocols: ReadonlySet<string>
  /** Addresses and names of sender and receiver: an IP address, a MAC address, a host's name. */
  from: readonly string[]
  to: readonly string[]
  ports: { from: number; to: number } | null
  flags: readonly TcpFlag[]
  seq: number | null
  ack: number | null
  window: number | null
  /** Hop limit of IPv6, too. */
  ttl: number | null
  /** Bytes of payload. */
  length: number
  /** Bytes of the frame. */
  size: number
  /** Since the run began, ms. */
  ms: number
  /** Connection or UDP flow it belongs to, from 1. */
  flow: number | null
  /** `lost`, `again`, `handshake`, `data`, `close`, `reset`. */
  is: ReadonlySet<string>
  link: string
  payload: Uint8Array
}

export const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmp6', 'igmp', 'arp', 'ip', 'ip6'] as const
/** TCP's flags by their names in lower case; `push` and the like are not among them, `psh` is. */
export const FLAGS = ['syn', 'fin', 'rst', 'psh', 'urg', 'ece', 'cwr'] as const
/** What the flow tracker and the wire say of a packet. */
export const STATES = ['data', 'handshake', 'close', 'reset', 'again', 'lost'] as const

export const NUMBERS: Record<string, (packet: Filterable) => readonly (number | null)[]> = {
  port: ({ ports }) => (ports ? [ports.from, ports.to] : [null]),
  'src.port': ({ ports }) => [ports?.from ?? null],
  'dst.port': ({ ports }) => [ports?.to ?? null],
  len: ({ length }) => [length],
  size: ({ size }) => [size],
  seq: ({ seq }) => [seq],
  ack: ({ ack }) => [ack],
  window: ({ window }) => [window],
  ttl: ({ ttl }) => [ttl],
  ms: ({ ms }) => [ms],
  no: ({ n }) => [n],
  flow: ({ flow }) => [flow],
}

export const TEXTS: Record<string, (packet: Filterable) => readonly string[]> = {
  host: ({ from, to }) => [...from, ...to],
  from: ({ from }) => from,
  to: ({ to }) => to,
  link: ({ link }) => [link],
}

/** Takes a quoted text, or bytes in hexadecimal, and looks for them in the payload. */
export const CONTAINS = 'contains'

export const WORDS: readonly string[] = [
  ...PROTOCOLS,
  ...FLAGS,
  ...STATES,
  ...Object.keys(NUMBERS),
  ...Object.keys(TEXTS),
  CONTAINS,
]
