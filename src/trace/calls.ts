/** Which calls carry bytes, and of what kind. */
import type { SocketCall } from '../protocol/lab.ts'
import type { Range } from './range.ts'

const WRITES = new Set(['write', 'end', 'send', 'sendall', 'sendto', 'sendmsg', 'sendfile'])
const READS = new Set(['read', 'recv', 'recv_into', 'recvfrom', 'recvfrom_into', 'recvmsg', 'message'])
/** Names that are used for datagrams alone, or nearly so. */
const DATAGRAMS = new Set(['message', 'sendto', 'recvfrom', 'recvfrom_into'])

export type CarryingCall = SocketCall & Range

/** The last report of each call: one that waited is told twice, with one number and one beginning. */
export function lastReports(calls: readonly SocketCall[]): SocketCall[] {
  const last = new Map<string, SocketCall>()
  for (const call of calls) last.set(`${call.id} ${call.at} ${call.program}`, call)
  return last.size === calls.length ? [...calls] : [...last.values()]
}

export function carries(call: SocketCall): call is CarryingCall {
  const { from, to } = call
  return (writes(call) || reads(call)) && from !== undefined && to !== undefined && to >= from
}

export function writes({ call }: SocketCall): boolean {
  return WRITES.has(call)
}

export function reads({ call }: SocketCall): boolean {
  return READS.has(call)
}

/** By what the call says of itself; null where both are possible. */
export function isDatagram({ call, datagram, from }: SocketCall): boolean | null {
  if (datagram === true || DATAGRAMS.has(call)) return true
  if (call === 'write' || call === 'read' || call === 'sendall') return false
  return from === 0 ? null : false
}
