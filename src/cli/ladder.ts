/** A run as text: what each program printed, then the packets as a ladder between the endpoints. Pure. */
import { stripVTControlCharacters } from 'node:util'
import type { RunRecord } from '../sidecar/runner/types.ts'
import type { Sandbox } from '../sidecar/sandbox/types.ts'
import { reasonOf } from '../sidecar/words/index.ts'
import { groupOf } from '../wire/group.ts'
import type { Flow } from '../wire/types.ts'
import { columns, cropped } from './columns.ts'
import { arrow, heading, type Lanes, lanesFor } from './lanes.ts'
import type { ReadPacket } from './packets.ts'
import { type Paint, painter } from './paint.ts'
import type { Voice, Words } from './words/index.ts'

export type View = {
  /** Columns of the terminal, or those to aim at where there is none. */
  width: number
  /** Longer lines are cut: a terminal would break them. */
  crop: boolean
  colour: boolean
  /** Nodes of the lab's network in the order in which they are drawn; none on a host that talks to itself. */
  nodes: string[]
  voice: Pick<Voice, 'words' | 'below'>
}

/** Columns that a packet's number and time take. */
const PREFIX = 21
/** Between two lifelines with the text on the arrow: no narrower, no wider. */
const WIRE = { least: 44, most: 96 }
/** Of what a packet says so much is kept, where room is short. */
const LEAST_WORDS = 8
/** A packet that took longer says so, µs. */
const SLOW = 20_000

export function ladder(
  record: RunRecord,
  sandbox: Pick<Sandbox, 'tier' | 'reason' | 'because' | 'kernel'>,
  packets: ReadPacket[],
  flows: Flow[],
  view: View,
): string {
  const paint = painter(view.colour)
  const { words, below } = view.voice
  return [
    ...record.programs.flatMap(({ name, exit, output }) => [
      `${paint('bold', `── ${name} ──`)} ${paint(exit.reason === 'crashed' || exit.reason === 'limit' ? 'red' : 'dim', words.ended(exit))}`,
      ...indent(output.map(({ text }) => text).join('')),
      ...cutNote(record, name, words),
      '',
    ]),
    ...packetLines(packets, flows, view, paint),
    ...(record.lost > 0 ? [words.notKept(record.lost)] : []),
    ...flows.filter(({ protocol }) => protocol === 'tcp').map(words.flow),
    ...(record.end === 'stopped' ? [words.interruptedRun()] : []),
    ...(sandbox.reason === null ? [] : [words.note(reasonOf(sandbox, below))]),
    paint('dim', words.foot(record.lab, record.faults.seed, below.tier(sandbox.tier), sandbox.kernel)),
    '',
  ].join('\n')
}

function cutNote(record: RunRecord, name: string, words: Words): string[] {
  const dropped = record.cut[name]
  return dropped ? [`   ${words.outputCut(dropped)}`] : []
}

/** What programs print may colour its text, and nothing else of the terminal. */
const indent = (text: string): string[] =>
  text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `   ${stripVTControlCharacters(line)}`)

function packetLines(packets: ReadPacket[], flows: Flow[], view: View, paint: Paint): string[] {
  const { words } = view.voice
  if (packets.length === 0) return [words.noPackets()]
  const draw = rowsFor(packets, flows, view, paint)
  const lines: string[] = draw.head === '' ? [] : [' '.repeat(PREFIX) + paint('bold', draw.head)]
  let before = ''
  for (const packet of packets) {
    const title = titleOf(packet, flows, words)
    if (title !== before) lines.push('', `   ${paint('bold', title)}`)
    before = title
    lines.push(draw.row(packet))
  }
  return [...lines, '']
}

/** `10.0.0.1:40000  ─  10.0.0.2:9999 · Handshake` */
function titleOf({ segment, decoded }: ReadPacket, flows: Flow[], words: Words): string {
  const flow = segment ? flows.find(({ id }) => id === segment.flow) : undefined
  const ends = flow ? `${flow.client}  ─  ${flow.server}` : `${decoded.source}  ─  ${decoded.destination}`
  return `${ends} · ${words.group(segment ? groupOf(segment) : 'Other')}`
}

type Rows = { head: string; row: (packet: ReadPacket) => string }

/** Two ends get wide arrows with their texts on them; more get a column each; too many for the width get a list. */
function rowsFor(packets: ReadPacket[], flows: Flow[], view: View, paint: Paint): Rows {
  if (view.nodes.length <= 2) return between(packets, flows, view, paint)
  const lanes = lanesFor(view.nodes, view.width - PREFIX)
  return lanes === null ? listed(view, paint) : inLanes(lanes, view, paint)
}

function between(packets: ReadPacket[], flows: Flow[], { width, crop, nodes, voice }: View, paint: Paint): Rows {
  const wire = Math.min(WIRE.most, Math.max(WIRE.least, width - PREFIX - 4))
  const left = address(packets[0]!)
  const clients = new Map(flows.map((flow) => [flow.id, flow]))
  // Of two hosts the first stands on the left; ends of one host are sides of a flow.
  const toRight = (packet: ReadPacket): boolean => {
    if (nodes.length === 2 && packet.from !== undefined) return packet.from === nodes[0]
    if (packet.segment && clients.has(packet.segment.flow)) return packet.segment.fromClient
    return address(packet) === left
  }
  return {
    head: nodes.length === 2 ? `${nodes[0]}${nodes[1]!.padStart(wire + 3 - nodes[0]!.length)}` : '',
    row: (packet) => {
      const text = ` ${said(packet, crop ? wire - 4 : Number.POSITIVE_INFINITY, voice.words)} `
      const fill = '─'.repeat(Math.max(1, wire - columns(text)))
      const right = toRight(packet)
      const head = lost(packet) ? '✕' : right ? '►' : '◄'
      const drawn = right ? `│${text}${fill}${head}│` : `│${head}${fill}${text}│`
      return prefix(packet, paint) + tint(packet, drawn, paint)
    },
  }
}

function inLanes(lanes: Lanes, { width, crop, voice }: View, paint: Paint): Rows {
  return {
    head: heading(lanes),
    row: (packet) => {
      const { from = '', to = '' } = packet
      const head = lost(packet) ? { right: '✕', left: '✕' } : { right: '►', left: '◄' }
      const line = arrow(lanes, from, to, head)
      const text = said(packet, crop ? width - PREFIX - line.length - 1 : Number.POSITIVE_INFINITY, voice.words)
      return prefix(packet, paint) + tint(packet, `${line} ${text}`, paint)
    },
  }
}

function listed({ width, crop, voice }: View, paint: Paint): Rows {
  return {
    head: '',
    row: (packet) => {
      const { from = '?', to = packet.link } = packet
      const ends = `${from} ${lost(packet) ? '─✕' : '─►'} ${to}  `
      const text = ends + said(packet, crop ? width - PREFIX - ends.length : Number.POSITIVE_INFINITY, voice.words)
      return prefix(packet, paint) + tint(packet, text, paint)
    },
  }
}

/** Nobody received it as it was sent. */
const lost = ({ dropped, replaced }: ReadPacket): boolean => dropped === true || replaced === true

/** What a packet says, its numbers, and what the link did to it; where room is short the words are cut first. */
function said(packet: ReadPacket, most: number, words: Words): string {
  const summary = words.packet(packet)
  const meaning = summary.split(' · ', 1)[0]!
  const rest = summary.slice(meaning.length) + doneTo(packet, words)
  return cropped(cropped(meaning, Math.max(LEAST_WORDS, most - columns(rest))) + rest, most)
}

function doneTo({ at, arrived, dropped, replaced, made, of }: ReadPacket, words: Words): string {
  const notes = [
    ...(dropped ? [words.lostOnLink()] : []),
    ...(replaced ? [words.replaced()] : []),
    ...(made ? [words.made(made, of?.join('+') ?? '')] : []),
    ...(arrived !== undefined && arrived - at >= SLOW ? [words.underway(((arrived - at) / 1000).toFixed(0))] : []),
  ]
  return notes.map((note) => ` · ${note}`).join('')
}

function tint(packet: ReadPacket, text: string, paint: Paint): string {
  if (lost(packet) || packet.segment?.flags.includes('RST')) return paint('red', text)
  if (packet.segment?.kind === 'handshake') return paint('green', text)
  if (packet.segment?.flags.includes('FIN')) return paint('yellow', text)
  return text
}

function prefix({ n, at }: ReadPacket, paint: Paint): string {
  return paint('dim', `${String(n).padStart(4)} ${(at / 1000).toFixed(3).padStart(10)} ms  `)
}

/** Who sent it, without a port. */
const address = ({ decoded }: ReadPacket): string => decoded.arp?.senderIp ?? decoded.ip?.source ?? decoded.source
