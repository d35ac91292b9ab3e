/** TCP (RFC 9293). */
import { hex } from './bytes.ts'
import { CHECKSUM_NOTE, checksumState } from './checksum.ts'
import { byteCount, type Draft, fail, field, has, type Step } from './draft.ts'
import { PROTOCOL } from './protocols.ts'
import { type OptionList, optionFields, tcpOptions } from './tcp-options.ts'
import type { Layer, TcpFlag } from './types.ts'

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

const FLAG_SETS = Array.from({ length: 256 }, (_, byte) => TCP_FLAGS.filter((_, bit) => byte & (1 << bit)))

export function tcp(draft: Draft, from: number, end: number): Step {
  const unread: Step = { layer: 'payload', from, end }
  if (!has(draft, 'a TCP header', from, TCP_HEADER, end)) return unread
  const { bytes, view, packet } = draft
  const headerLength = (bytes[from + 12]! >> 4) * 4
  if (headerLength < TCP_HEADER) {
    fail(draft, `a TCP header of ${headerLength} bytes`)
    return unread
  }
  if (!has(draft, 'a TCP header with options', from, headerLength, end)) return unread
  const options = tcpOptions(view, from + TCP_HEADER, from + headerLength)
  if (options.error) fail(draft, options.error)
  packet.protocol = 'tcp'
  packet.tcp = {
    sourcePort: view.getUint16(from),
    destinationPort: view.getUint16(from + 2),
    seq: view.getUint32(from + 4),
    ack: view.getUint32(from + 8),
    headerLength,
    flags: FLAG_SETS[bytes[from + 13]!]!.slice(),
    window: view.getUint16(from + 14),
    checksum: view.getUint16(from + 16),
    urgent: view.getUint16(from + 18),
    options: options.placed.map(({ option }) => option),
  }
  draft.describe.push(() => describe(draft, from, end, options))
  return { layer: 'payload', from: from + headerLength, end }
}

function describe({ bytes, packet, pseudo }: Draft, from: number, end: number, options: OptionList): Layer {
  const tcp = packet.tcp!
  const on = (flag: TcpFlag) => tcp.flags.includes(flag)
  const state = pseudo ? checksumState(bytes, from, end, from + 16, pseudo(PROTOCOL.tcp, end - from)) : 'unknown'
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
  ]
  for (const flag of TCP_FLAGS.toReversed())
    fields.push(field(flag.toLowerCase(), flag, on(flag) ? '1' : '0', from + 13, from + 14, FLAG_NOTE[flag]))
  fields.push(
    field('window', 'Window', tcp.window, from + 14, from + 16, 'bytes it can still take, before scaling'),
    field('checksum', 'Checksum', hex(tcp.checksum, 4), from + 16, from + 18, CHECKSUM_NOTE[state]),
    field('urgent', 'Urgent pointer', tcp.urgent, from + 18, from + 20),
    ...optionFields(options, from + tcp.headerLength),
  )
  return {
    name: 'tcp',
    title: 'Transmission Control Protocol',
    summary: `${tcp.sourcePort} → ${tcp.destinationPort} ${tcp.flags.join(', ') || 'no flags'}`,
    from,
    to: from + tcp.headerLength,
    fields,
  }
}
