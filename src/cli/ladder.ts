/** A run as text: what each program printed, then the packets as a ladder between the endpoints. */
import type { ProgramExit } from '../protocol/lab.ts'
import type { RunRecord } from '../sidecar/runner/types.ts'
import type { Sandbox } from '../sidecar/sandbox/types.ts'
import { groupOf } from '../wire/group.ts'
import type { Flow } from '../wire/types.ts'
import type { ReadPacket } from './packets.ts'

/** Columns between the two lifelines. */
const WIRE = 72

export function ladder(
  record: RunRecord,
  sandbox: Pick<Sandbox, 'tier' | 'reason' | 'kernel'>,
  packets: ReadPacket[],
  flows: Flow[],
): string {
  return [
    ...record.programs.flatMap(({ name, exit, output }) => [
      `── ${name} ── ${exitWords(exit)}`,
      ...indent(output.map(({ text }) => text).join('')),
      ...cutNote(record, name),
      '',
    ]),
    ...packetLines(packets, flows),
    ...(record.lost > 0 ? [`${record.lost} packets were seen and not kept`] : []),
    ...flows.filter(({ protocol }) => protocol === 'tcp').map(flowWords),
    ...(sandbox.reason === null ? [] : [`note: ${sandbox.reason}`]),
    `${record.lab} · seed ${record.faults.seed} · ${sandbox.tier} tier · Linux ${sandbox.kernel}`,
    '',
  ].join('\n')
}

export function exitWords({ reason, code, signal, limit }: ProgramExit): string {
  if (reason === 'stopped') return 'stopped'
  if (reason === 'limit') return `stopped at its ${limit} limit`
  if (reason === 'crashed') return signal ? `ended by ${signal}` : `crashed, status ${code}`
  return `exited, status ${code}`
}

function cutNote(record: RunRecord, name: string): string[] {
  const dropped = record.cut[name]
  return dropped ? [`   … output cut, ${dropped} more bytes not shown`] : []
}

const indent = (text: string): string[] =>
  text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `   ${line}`)

/** One column a packet's way: to the right from the first endpoint seen (a flow's client), otherwise to the left. */
function packetLines(packets: ReadPacket[], flows: Flow[]): string[] {
  if (packets.length === 0) return ['no packets']
  const clients = new Map(flows.map((flow) => [flow.id, flow]))
  const lines: string[] = []
  let heading = ''
  const left = address(packets[0]!)
  for (const packet of packets) {
    const flow = packet.segment ? clients.get(packet.segment.flow) : undefined
    const ends = flow
      ? `${flow.client}  ─  ${flow.server}`
      : `${packet.decoded.source}  ─  ${packet.decoded.destination}`
    const group = packet.segment ? groupOf(packet.segment) : 'Other'
    const next = `${ends} · ${group}`
    if (next !== heading) lines.push('', `   ${next}`)
    heading = next
    lines.push(row(packet, packet.segment?.fromClient ?? address(packet) === left))
  }
  return [...lines, '']
}

/** Who sent it, without a port. */
const address = ({ decoded }: ReadPacket): string => decoded.arp?.senderIp ?? decoded.ip?.source ?? decoded.source

function row(packet: ReadPacket, toRight: boolean): string {
  const time = (packet.at / 1000).toFixed(3).padStart(10)
  const text = ` ${packet.summary} `
  const fill = '─'.repeat(Math.max(2, WIRE - text.length))
  const head = packet.dropped ? '✕' : toRight ? '►' : '◄'
  const arrow = toRight ? `│${text}${fill}${head}│` : `│${head}${fill}${text}│`
  return `${String(packet.n).padStart(4)} ${time} ms  ${arrow}${packet.dropped ? '  dropped by the link' : ''}`
}

function flowWords(flow: Flow): string {
  const closed =
    flow.close === 'open'
      ? 'still open'
      : `closed by the ${flow.closedBy ?? 'peer'} with ${flow.close === 'fin' ? 'FIN' : 'RST'}`
  const again = flow.retransmissions > 0 ? `, ${flow.retransmissions} retransmitted` : ''
  return `${flow.client} → ${flow.server}: handshake ${flow.handshake}, ${flow.bytes.client} bytes up, ${flow.bytes.server} down, ${closed}${again}`
}
