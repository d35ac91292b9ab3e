/** What decoding gives: layers of one packet with byte ranges, and what a flow says of each segment. */

/** One field of a header. `from`..`to` are byte offsets in the packet, `to` exclusive; several bit fields may share a byte. */
export type Field = { name: string; label: string; value: string; from: number; to: number; note?: string }

export type LayerName = 'ethernet' | 'arp' | 'ipv4' | 'ipv6' | 'icmp' | 'icmpv6' | 'tcp' | 'udp' | 'payload'

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
  flags: TcpFlag[]
  window: number
  checksum: number
  urgent: number
  options: TcpOption[]
}
export type Udp = { sourcePort: number; destinationPort: number; length: number; checksum: number }
export type Icmp = { type: number; code: number; checksum: number; meaning: string }
export type Arp = {
  operation: 'request' | 'reply' | 'other'
  senderMac: string
  senderIp: string
  targetMac: string
  targetIp: string
}
export type Ip = {
  version: 4 | 6
  source: string
  destination: string
  ttl: number
  protocol: number
  totalLength: number
  identification?: number
  fragmentOffset?: number
  moreFragments?: boolean
  dontFragment?: boolean
}

/** A decoded packet. Absent layers are undefined; `error` says where the bytes ended too early or made no sense. */
export type Decoded = {
  /** Highest protocol understood. */
  protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'arp' | 'ipv4' | 'ipv6' | 'ethernet'
  layers: Layer[]
  source: string
  destination: string
  ethernet?: { source: string; destination: string; etherType: number }
  ip?: Ip
  tcp?: Tcp
  udp?: Udp
  icmp?: Icmp
  arp?: Arp
  /** Application bytes: offsets in the packet; `payload` is a view of the given bytes. */
  payload: Uint8Array
  payloadFrom: number
  /** Application bytes by the headers' own lengths; more than payload.length when the capture cut the packet. */
  payloadLength: number
  error?: string
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

export type Segment = {
  /** Number of the packet, as given to the tracker. */
  n: number
  at: number
  flow: number
  fromClient: boolean
  kind: SegmentKind
  /** Step 1, 2 or 3 of the handshake. */
  step?: 1 | 2 | 3
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
}

export type Flow = {
  /** Its index in `FlowTracker.flows`. */
  id: number
  protocol: 'tcp' | 'udp'
  /** `address:port`, IPv6 addresses in brackets; the client is the sender of the first SYN, otherwise of the first packet seen. */
  client: string
  server: string
  segments: Segment[]
  handshake: 'complete' | 'incomplete' | 'refused'
  /** Who sent the first FIN or RST. */
  closedBy: 'client' | 'server' | null
  /** `fin` once both sides have sent theirs; `reset` when a RST came before that. */
  close: 'fin' | 'reset' | 'open'
  /** Copies of segments sent before. */
  retransmissions: number
  /** Payload bytes each side has sent, copies not counted. */
  bytes: { client: number; server: number }
}

export type Group = 'Handshake' | 'Data' | 'Close' | 'Reset' | 'Retransmission' | 'Zero window' | 'Other'
