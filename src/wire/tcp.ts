/** TCP (RFC 9293). */
import { hex, u16, u32 } from './bytes.ts'
import { CHECKSUM_NOTE, upperChecksum } from './checksum.ts'
import { byteCount, type Draft, fail, field, has, next } from './draft.ts'
import { PROTOCOL } from './protocols.ts'
import { optionFields, tcpOptions } from './tcp-options.ts'
import type { Layer, LayerName, Tcp, TcpFlag, TcpOption } from './types.ts'

export const TCP_HEADER = 20
/** Flags by their bit, lowest first. */
export const TCP_FLAGS: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

const FLAG_NOTE: Record<TcpFlag, string> = {
  FIN: 'the sender has no more data',
  SYN: 'opens, and states the first sequence number',
  RST: 'ends the connection at once',
  PSH: 'hand this to the program without waiting for more',
  ACK: 'the acknowledgement number counts',
  URG: 'the urgent pointer counts',
  ECE: 'congestion was met',
  CWR: 'the sender has slowed down',
}

/** Made once: most segments of a capture carry one of five. */
const FLAG_SETS = Array.from(
  { length: 256 },
  (_, byte) => Object.freeze(TCP_FLAGS.filter((_, bit) => byte & (1 << bit))) as TcpFlag[],
)
const NO_OPTIONS = Object.freeze([]) as unknown as TcpOption[]

export function tcp(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'a TCP header', from, TCP_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const headerLength = (bytes[from + 12]! >> 4) * 4
  if (headerLength < TCP_HEADER) {
    fail(draft, `a TCP header of ${headerLength} bytes`)
    return next(draft, 'payload', from, end)
  }
  if (!has(draft, 'a TCP header with options', from, headerLength, end)) return next(draft, 'payload', from, end)
  draft.protocol = 'tcp'
  draft.tcp = {
    sourcePort: u16(bytes, from),
    destinationPort: u16(bytes, from + 2),
    seq: u32(bytes, from + 4),
    ack: u32(bytes, from + 8),
    headerLength,
    flags: FLAG_SETS[bytes[from + 13]!]!,
    window: u16(bytes, from + 14),
    checksum: u16(bytes, from + 16),
    urgent: u16(bytes, from + 18),
    options: headerLength > TCP_HEADER ? readOptions(draft, from, headerLength) : NO_OPTIONS,
  }
  draft.told?.push(describe(draft, draft.tcp, from, end))
  return next(draft, 'payload', from + headerLength, end)
}

function readOptions(draft: Draft, from: number, headerLength: number): TcpOption[] {
  const { placed, error } = tcpOptions(draft.bytes, from + TCP_HEADER, from + headerLength)
  if (error) fail(draft, error)
  return placed.map(({ option }) => option)
}

function describe(draft: Draft, tcp: Tcp, from: number, end: number): Layer {
  const { bytes } = draft
  const on = (flag: TcpFlag) => tcp.flags.includes(flag)
  const state = upperChecksum(draft, from, end, from + 16, PROTOCOL.tcp)
  const to = from + tcp.headerLength
  const options = tcpOptions(bytes, from + TCP_HEADER, to)
  const words = `${tcp.headerLength / 4} words of 4`
  const fields = [
    field('sourcePort', 'Source port', tcp.sourcePort, from, from + 2),
    field('destinationPort', 'Destination port', tcp.destinationPort, from + 2, from + 4),
    field(
      'seq',
      'Sequence number',
      tcp.seq,
      from + 4,
      from + 8,
      on('SYN') ? 'initial, chosen at random' : 'of the first byte here',
    ),
    field(
      'ack',
      'Acknowledgement number',
      tcp.ack,
      from + 8,
      from + 12,
      on('ACK') ? 'the byte expected next' : 'not used without ACK',
    ),
    field('headerLength', 'Header length', byteCount(tcp.headerLength), from + 12, from + 13, words),
    field('reserved', 'Reserved', (bytes[from + 12]! >> 1) & 7, from + 12, from + 13, 'must be zero'),
    field('ae', 'AE', bytes[from + 12]! & 1, from + 12, from + 13, 'accurate congestion marks'),
  ]
  for (const flag of TCP_FLAGS.toReversed())
    fields.push(field(flag.toLowerCase(), flag, on(flag) ? '1' : '0', from + 13, from + 14, FLAG_NOTE[flag]))
  fields.push(
    field('window', 'Window', tcp.window, from + 14, from + 16, 'bytes it can still take, before scaling'),
    field('checksum', 'Checksum', hex(tcp.checksum, 4), from + 16, from + 18, CHECKSUM_NOTE[state]),
    field('urgent', 'Urgent pointer', tcp.urgent, from + 18, from + 20),
    ...optionFields(bytes, options, to),
  )
  return {
    name: 'tcp',
    title: 'Transmission Control Protocol',
    summary: `${tcp.sourcePort} → ${tcp.destinationPort} ${tcp.flags.join(', ') || 'no flags'}`,
    from,
    to,
    fields,
  }
}
