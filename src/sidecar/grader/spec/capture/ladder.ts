/** Packets as text beneath a message: those around the one it is about, marked. */
import type { ReadPacket } from '../../../runner/read-packets.ts'
import { say } from '../say.ts'
import type { Who } from './steps.ts'

/** Packets shown before and after, and bytes of a payload. */
const AROUND = 5
const PREVIEW = 16

/**
 * One row a packet, flags and numbers only, so that it reads alike in every language.
 *
 *       the test         your program
 *        2   0.031 ms  ◄──  SYN+ACK  seq 0 ack 1
 *     ►  5   1.204 ms  ◄──  RST+ACK  seq 5 ack 9
 */
export function ladder(packets: ReadPacket[], sender: (packet: ReadPacket) => Who, marked: number[] = []): string {
  if (packets.length === 0) return say('(no packets)', '（没有数据包）')
  const at = marked[0] === undefined ? packets.length - 1 : packets.findIndex(({ n }) => n === marked[0])
  const from = Math.max(0, Math.min(at - AROUND, packets.length - 2 * AROUND))
  const shown = packets.slice(
    from,
    Math.max(at, marked.length > 1 ? packets.findIndex(({ n }) => n === marked.at(-1)) : at) + AROUND + 1,
  )
  const rows = shown.map((packet) => {
    const mark = marked.includes(packet.n) ? '►' : ' '
    const time = `${(packet.at / 1_000).toFixed(3)} ms`.padStart(12)
    const arrow = sender(packet) === 'spec' ? (packet.dropped ? '──✕' : '──►') : packet.dropped ? '✕──' : '◄──'
    return `${mark}${String(packet.n).padStart(4)} ${time}  ${arrow}  ${said(packet)}`
  })
  const head = `      ${say('the test  ──►  your program', '测试方  ──►  你的程序')}`
  const before = from > 0 ? [`      … ${from}`] : []
  const left = packets.length - from - shown.length
  const after = left > 0 ? [`      … ${left}`] : []
  return [head, ...before, ...rows, ...after].join('\n')
}

function said({ decoded, segment }: ReadPacket): string {
  const size = decoded.payloadLength
  const bytes = size === 0 ? '' : `  ${size} B ${preview(decoded.payload)}`
  if (!decoded.tcp) return `${decoded.protocol.toUpperCase()} ${decoded.source} → ${decoded.destination}${bytes}`
  const numbers = segment ? `seq ${segment.seq}${segment.ack === null ? '' : ` ack ${segment.ack}`}` : ''
  const again = segment?.kind === 'retransmission' ? say('  (again)', '  （重传）') : ''
  return `${decoded.tcp.flags.join('+').padEnd(8)} ${numbers}${bytes}${again}`
}

function preview(payload: Uint8Array): string {
  const part = payload.subarray(0, PREVIEW)
  const text = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
  return `"${text}${payload.length > PREVIEW ? '…' : ''}"`
}
