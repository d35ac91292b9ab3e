/** What decoding gives: layers of one packet with byte ranges, and what a flow says of each segment. */

/** One field of a header. `from`..`to` are byte offsets in the packet, `to` exclusive; several bit fields may share a byte. */
export type Field = { name: string; label: string; value: string; from: number; to: number; note?: string }

export type LayerName =
  | 'ethernet'
  | 'llc'
  | 'stp'
  | 'arp'
  | 'ipv4'
  | 'ipv6'
  | 'icmp'
  | 'icmpv6'
  | 'igmp'
  | 'tcp'
  | 'udp'
  /** The head of another packet within an ICMP error; its fields' names begin with their layer: `ipv4.source`. */
  | 'quoted'
  | 'payload'

export type Layer = { name: LayerName; title: string; summary: string; from: number; to: number; fields: Field[] }

export type TcpFlag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG' | 'ECE' | 'CWR'

export type TcpOption =
  | { kind: 'mss'; value: number }
  | { kind: 'window-scale'; shift: number }
  | { kind: 'sack-permitted' }
  | { kind: 'sack'; blocks: { left: number; right: number }[] }
  | { kind: 'timestamps'; value: number; echo: number }
  | { kind: 'nop' }
  | { kind: 'other'; number: number; length: number }

export type Tcp = {
  sourcePort: number
  destinationPort: number
  seq: number
  ack: number
  headerLength: number
  /** Shared between packets: not to be changed. */
  flags: TcpFlag[]
  window: number
  checksum: number
  urgent: number
  /** Shared when empty: not to be changed. */
  options: TcpOption[]
}
export type Udp = { sourcePort: number; destinationPort: number; length: number; checksum: number }

export type Icmp = {
  type: number
  code: number
  checksum: number
  /** `port unreachable`, `neighbour solicitation`. */
  meaning: string
  /** What an error says it is about. */
  quoted?: Quoted
}
/** The head of the packet that met an error: at least its IP header, and as much more as its finder sent back. */
export type Quoted = {
  ip: Ip
  /** Of TCP and UDP, where quoted. */
  sourcePort?: number
  destinationPort?: number
  /** TCP's sequence number, absolute. */
  seq?: number
}
export type Arp = {
  operation: 'request' | 'reply' | 'other'
  senderMac: string
  senderIp: string
  targetMac: string
  targetIp: string
}
/** RFC 1112, 2236, 3376. `groups` are those asked for, reported or left; a general query has none. */
export type Igmp = { type: number; version: 1 | 2 | 3; groups: string[]; meaning: string }
export type Ip = {
  version: 4 | 6
  source: string
  destination: string
  ttl: number
  protocol: number
  totalLength: number
  identification?: number
  /** Bytes. */
  fragmentOffset?: number
  moreFragments?: boolean
  dontFragment?: boolean
}

/** A decoded packet. Absent layers are undefined; `error` says where the bytes ended too early or made no sense. */
export type Decoded = {
  /** Highest protocol understood. */
  protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'igmp' | 'arp' | 'ipv4' | 'ipv6' | 'llc' | 'stp' | 'ethernet'
  /** What was decoded. */
  readonly bytes: Uint8Array
  readonly layers: Layer[]
  /** Addresses of the highest layer that has any. */
  readonly source: string
  readonly destination: string
  readonly ethernet?: { source: string; destination: string; etherType: number } | undefined
  ip?: Ip | undefined
  tcp?: Tcp | undefined
  udp?: Udp | undefined
  icmp?: Icmp | undefined
  igmp?: Igmp | undefined
  arp?: Arp | undefined
  /** Application bytes: offsets in the packet; `payload` is a view of the given bytes. */
  readonly payload: Uint8Array
  payloadFrom: number
  /** Application bytes by the headers' own lengths; more than payload.length when the capture cut the packet. */
  payloadLength: number
  error?: string | undefined
}

/** What a segment is in its flow. */
export type SegmentKind =
  | 'handshake'
  | 'data'
  | 'ack'
  | 'duplicate-ack'
  | 'window-update'
  | 'zero-window'
  | 'keep-alive'
  | 'retransmission'
  | 'fin'
  | 'reset'
  | 'other'

/**
 * What tshark's sequence analysis says of a segment (`tcp.analysis.*`, with dashes). It judges by the capture alone, by
 * fixed rules and times; `SegmentKind` also knows which frames the link lost.
 */
export type Analysis =
  | 'retransmission'
  | 'fast-retransmission'
  | 'spurious-retransmission'
  | 'out-of-order'
  | 'lost-segment'
  | 'ack-lost-segment'
  | 'duplicate-ack'
  | 'window-update'
  | 'window-full'
  | 'zero-window'
  | 'zero-window-probe'
  | 'zero-window-probe-ack'
  | 'keep-alive'
  | 'keep-alive-ack'

/**
 * `answersSyn`: a reset of a connection that never came to be. `confirmed`: bytes newly acknowledged. `probe`: asks,
 * rather than answers. `simultaneous`: both sides asked to open. `late`: it came after bytes that follow it in the stream.
 */
export type Circumstances = {
  answersSyn: boolean
  confirmed: number
  probe: boolean
  simultaneous: boolean
  late: boolean
}

export type Segment = {
  /** Number of the packet, as given to the tracker. */
  n: number
  at: number
  flow: number
  fromClient: boolean
  kind: SegmentKind
  /** Absent when there is nothing to say. */
  analysis?: readonly Analysis[]
  /** Of a duplicate ACK by that analysis: which repetition it is, from 1, and the packet it repeats. */
  duplicate?: { count: number; of: number }
  /** Numbers of the packets that carried it in fragments, this one included. */
  fragments?: number[]
  /** Step 1, 2 or 3 of the handshake. */
  step?: 1 | 2 | 3
  /** Shared between segments: not to be changed. */
  flags: TcpFlag[]
  /** It acknowledges the other side's FIN. */
  acksFin?: true
  /** Relative to the side's initial sequence number (SYN = 0); `ack` to that of the other side. 0 and null for UDP. */
  seq: number
  ack: number | null
  length: number
  /** In bytes: scaled where both SYNs were seen and agreed on scaling. 0 for UDP. */
  window: number
  /** Byte range in the sender's stream, counted from 0: first byte sent is 0. Undefined without payload and for UDP. */
  bytes?: { from: number; to: number }
  /** In one phrase, e.g. `SYN, asks to open`. English; the page has its own words for kinds. */
  meaning: string
  /** Of a TCP segment: what its phrase depends on, for those who say it in another language. */
  circumstances?: Circumstances
}

export type Flow = {
  /** Its index in `FlowTracker.flows`: tshark's `tcp.stream` counts TCP alone, `udp.stream` UDP alone. */
  id: number
  /** Its index among the flows of its protocol: `tcp.stream`, `udp.stream`. */
  stream: number
  protocol: 'tcp' | 'udp'
  /** `address:port`, IPv6 addresses in brackets; the client is the sender of the first SYN, otherwise of the first packet seen. */
  client: string
  server: string
  segments: Segment[]
  handshake: 'complete' | 'incomplete' | 'refused'
  /** From the SYN to the ACK that completes the handshake, in the unit of the packets' times; null before. */
  handshakeTime: number | null
  /** Who sent the first FIN or RST. */
  closedBy: 'client' | 'server' | null
  /** `fin` once both sides have sent theirs; `reset` when a RST came before that. */
  close: 'fin' | 'reset' | 'open'
  /** Copies of segments sent before. */
  retransmissions: number
  /** Payload bytes each side has sent, copies not counted. */
  bytes: { client: number; server: number }
  /** ICMP errors about it: numbers of their packets. */
  errors: number[]
}

export type Group = 'Handshake' | 'Data' | 'Close' | 'Reset' | 'Retransmission' | 'Zero window' | 'Other'
