/** ICMP (RFC 792) and ICMPv6 (RFC 4443, neighbour discovery RFC 4861). */
import { hex, ipv6At } from './bytes.ts'
import { CHECKSUM_NOTE, checksumState } from './checksum.ts'
import { byteCount, type Draft, field, has, type Parser, type Step } from './draft.ts'
import { PROTOCOL } from './protocols.ts'
import type { Layer } from './types.ts'

export const ICMP_HEADER = 8
/** Neighbour solicitation and advertisement name a 16-byte target after the common header. */
const TARGET_END = 24

type Dialect = {
  layer: 'icmp' | 'icmpv6'
  title: string
  types: Record<number, string>
  /** "type.code" where the code says more than the type. */
  codes: Record<string, string>
  echo: readonly number[]
  errors: readonly number[]
  target: readonly number[]
}

const ICMP: Dialect = {
  layer: 'icmp',
  title: 'Internet Control Message Protocol',
  types: {
    0: 'echo reply',
    3: 'destination unreachable',
    5: 'redirect',
    8: 'echo request',
    11: 'time exceeded',
    12: 'parameter problem',
  },
  codes: {
    '3.0': 'network unreachable',
    '3.1': 'host unreachable',
    '3.2': 'protocol unreachable',
    '3.3': 'port unreachable',
    '3.4': 'fragmentation needed',
    '3.13': 'administratively prohibited',
    '11.0': 'time to live exceeded in transit',
    '11.1': 'fragment reassembly time exceeded',
  },
  echo: [0, 8],
  errors: [3, 5, 11, 12],
  target: [],
}

const ICMPV6: Dialect = {
  layer: 'icmpv6',
  title: 'Internet Control Message Protocol 6',
  types: {
    1: 'destination unreachable',
    2: 'packet too big',
    3: 'time exceeded',
    4: 'parameter problem',
    128: 'echo request',
    129: 'echo reply',
    130: 'multicast listener query',
    133: 'router solicitation',
    134: 'router advertisement',
    135: 'neighbour solicitation',
    136: 'neighbour advertisement',
    143: 'multicast listener report',
  },
  codes: {
    '1.0': 'no route to destination',
    '1.1': 'administratively prohibited',
    '1.3': 'address unreachable',
    '1.4': 'port unreachable',
    '3.0': 'hop limit exceeded in transit',
  },
  echo: [128, 129],
  errors: [1, 2, 3, 4],
  target: [135, 136],
}

export const icmp: Parser = (draft, from, end) => parse(ICMP, draft, from, end)
export const icmpv6: Parser = (draft, from, end) => parse(ICMPV6, draft, from, end)

function parse(dialect: Dialect, draft: Draft, from: number, end: number): Step {
  if (!has(draft, `an ${dialect.layer === 'icmp' ? 'ICMP' : 'ICMPv6'} header`, from, ICMP_HEADER, end))
    return { layer: 'payload', from, end }
  const { bytes, view, packet } = draft
  const type = bytes[from]!
  const code = bytes[from + 1]!
  const meaning = dialect.codes[`${type}.${code}`] ?? dialect.types[type] ?? `type ${type}, code ${code}`
  packet.protocol = dialect.layer
  packet.icmp = { type, code, checksum: view.getUint16(from + 2), meaning }
  const named = dialect.target.includes(type) && from + TARGET_END <= Math.min(end, bytes.length)
  const to = from + (named ? TARGET_END : ICMP_HEADER)
  draft.describe.push(() => describe(dialect, draft, from, to, end))
  return { layer: 'payload', from: to, end }
}

function describe(
  dialect: Dialect,
  { bytes, view, packet, pseudo }: Draft,
  from: number,
  to: number,
  end: number,
): Layer {
  const { type, code, checksum, meaning } = packet.icmp!
  const start = dialect === ICMP ? 0 : (pseudo?.(PROTOCOL.icmpv6, end - from) ?? 0)
  const state = dialect === ICMPV6 && !pseudo ? 'unknown' : checksumState(bytes, from, end, from + 2, start)
  const fields = [
    field('type', 'Type', type, from, from + 1, dialect.types[type]),
    field('code', 'Code', code, from + 1, from + 2, dialect.codes[`${type}.${code}`]),
    field('checksum', 'Checksum', hex(checksum, 4), from + 2, from + 4, CHECKSUM_NOTE[state]),
  ]
  if (dialect.echo.includes(type)) {
    fields.push(
      field('identifier', 'Identifier', view.getUint16(from + 4), from + 4, from + 6, 'tells one ping from another'),
    )
    fields.push(field('sequence', 'Sequence number', view.getUint16(from + 6), from + 6, from + 8))
  } else fields.push(field('rest', 'Rest of header', hex(view.getUint32(from + 4), 8), from + 4, from + 8))
  if (to - from === TARGET_END) fields.push(field('target', 'Target', ipv6At(view, from + 8), from + 8, to))
  const quoted = Math.min(end, bytes.length) - to
  if (dialect.errors.includes(type) && quoted > 0)
    fields.push(
      field('quoted', 'Quoted packet', byteCount(quoted), to, to + quoted, 'the head of the packet that met the error'),
    )
  return { name: dialect.layer, title: dialect.title, summary: meaning, from, to, fields }
}
