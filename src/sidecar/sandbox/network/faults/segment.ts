/**
 * Segments that the wire makes: parts of one, several as one, resets. Addresses, ports, options and the kernel's numbers
 * are those of the segments they are made from; lengths and checksums are made anew (RFC 791 §3.1, RFC 9293 §3.1).
 */
import { finishChecksum } from '../checksum.ts'
import { FLAG, type TcpView } from './frame.ts'

const TCP = 6
const MAC_BYTES = 6
/** Hops that a reset may make: a host's own default. */
const RESET_TTL = 64
const TCP_HEADER_BYTES = 20

/** Sequence numbers are modulo 2³². */
export function plus(seq: number, bytes: number): number {
  return (seq + bytes) >>> 0
}

/** How far `a` is ahead of `b`, negative when behind. */
export function distance(a: number, b: number): number {
  return (a - b) | 0
}

/** Payload bytes `from` up to `to` as a segment. What ends something (PSH, FIN) stands only on the last. */
export function piece(frame: Buffer, view: TcpView, from: number, to: number): Buffer {
  const head = frame.subarray(0, view.payload)
  const made = Buffer.concat([head, frame.subarray(view.payload + from, view.payload + to)])
  const last = to === view.length
  const flags = last ? view.flags : view.flags & ~(FLAG.fin | FLAG.psh)
  return finish(made, view, { seq: plus(view.seq, from), ack: view.ack, flags })
}

/** Segments that follow each other without a gap, as one. The last one's header is the newest: ack, window, options. */
export function joined(parts: readonly { frame: Buffer; view: TcpView }[]): Buffer {
  const first = parts[0]!
  const { frame, view } = parts.at(-1)!
  const payloads = parts.map((part) => part.frame.subarray(part.view.payload, part.view.end))
  const made = Buffer.concat([frame.subarray(0, view.payload), ...payloads])
  const flags = parts.reduce((all, part) => all | part.view.flags, 0)
  return finish(made, view, { seq: first.view.seq, ack: view.ack, flags })
}

/**
 * An RST to the host that the segment goes to (`forward`), or back to the one that sent it, which expects the number
 * that it acknowledged (RFC 9293 §3.5.2).
 */
export function reset(frame: Buffer, view: TcpView, towards: 'forward' | 'back', seq: number): Buffer {
  const made = Buffer.from(frame.subarray(0, view.tcp + TCP_HEADER_BYTES))
  made[view.tcp + 12] = (TCP_HEADER_BYTES / 4) << 4
  made.writeUInt16BE(0, view.tcp + 14)
  made.writeUInt16BE(0, view.tcp + 18)
  if (towards === 'forward') return finish(made, view, { seq, ack: view.ack, flags: FLAG.rst | FLAG.ack })
  swap(made, 0, MAC_BYTES, MAC_BYTES)
  const [source, bytes] = view.version === 4 ? [view.ip + 12, 4] : [view.ip + 8, 16]
  swap(made, source, source + bytes, bytes)
  swap(made, view.tcp, view.tcp + 2, 2)
  made[view.ip + (view.version === 4 ? 8 : 7)] = RESET_TTL
  const heard = plus(view.seq, view.length + (view.flags & (FLAG.syn | FLAG.fin) ? 1 : 0))
  return finish(made, view, { seq: view.ack, ack: heard, flags: FLAG.rst | FLAG.ack })
}

type Header = { seq: number; ack: number; flags: number }

/** Writes numbers, lengths and both checksums into a frame with the layout of `view` and any payload. */
function finish(frame: Buffer, { version, ip, tcp }: TcpView, { seq, ack, flags }: Header): Buffer {
  frame.writeUInt32BE(seq, tcp + 4)
  frame.writeUInt32BE(ack, tcp + 8)
  frame[tcp + 13] = flags
  const segmentBytes = frame.length - tcp
  if (version === 4) {
    frame.writeUInt16BE(frame.length - ip, ip + 2)
    frame.writeUInt16BE(0, ip + 10)
    frame.writeUInt16BE(~sum(frame, ip, tcp, 0) & 0xffff, ip + 10)
  } else frame.writeUInt16BE(segmentBytes, ip + 4)
  const [source, bytes] = version === 4 ? [ip + 12, 8] : [ip + 8, 32]
  // As a kernel leaves it to hardware: the pseudo-header's sum, to be completed over the segment.
  frame.writeUInt16BE(sum(frame, source, source + bytes, TCP + segmentBytes), tcp + 16)
  finishChecksum(frame)
  return frame
}

/** One's complement sum of 16-bit words (RFC 1071). */
function sum(bytes: Buffer, from: number, to: number, start: number): number {
  let total = start
  for (let at = from; at < to; at += 2) total += bytes.readUInt16BE(at)
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16)
  return total
}

function swap(bytes: Buffer, a: number, b: number, length: number): void {
  const kept = Buffer.from(bytes.subarray(a, a + length))
  bytes.copy(bytes, a, b, b + length)
  kept.copy(bytes, b)
}
