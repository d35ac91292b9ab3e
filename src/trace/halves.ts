/** One program's side of one connection: the calls it made on it. */
import type { SocketCall } from '../protocol/lab.ts'
import { type CarryingCall, carries, isDatagram, lastReports, writes } from './calls.ts'
import { endpoint, isUnix, portOf } from './ends.ts'

export type Half = {
  program: string
  local: string
  remote: string
  /** Who opened the connection, where that was told. */
  role: 'client' | 'server' | null
  /** When the connection stood, or a call first showed it, µs. */
  since: number
  writes: CarryingCall[]
  reads: CarryingCall[]
}

/**
 * Addresses and ports may be used again, so a half begins with connect() or accept(), or where a stream starts at byte
 * 0 once more. `isUdp` says of ends whose calls do not tell whether packets showed them to be datagrams.
 */
export function halvesOf(
  calls: readonly SocketCall[],
  isUdp: (local: string, remote: string) => boolean = () => false,
): Half[] {
  const halves: Half[] = []
  const current = new Map<string, Half>()
  /** accept() names the address that the server is bound to, which may be every address. */
  const accepted = new Map<string, Half>()
  const begin = (call: SocketCall, local: string, remote: string, role: Half['role']): Half => {
    const since = role === null ? call.at : (call.until ?? call.at)
    const half: Half = { program: call.program, local, remote, role, since, writes: [], reads: [] }
    halves.push(half)
    current.set(keyOf(call.program, local, remote), half)
    return half
  }
  for (const call of inOrder(lastReports(calls))) {
    const local = endpoint(call.local ?? '')
    const remote = endpoint(call.remote ?? '')
    const key = keyOf(call.program, local, remote)
    if (call.call === 'connect' && call.until !== undefined && remote !== '' && !isUdp(local, remote))
      begin(call, local, remote, 'client')
    else if (call.call === 'accept' && call.until !== undefined && (remote !== '' || isUnix(local)) && local !== '')
      accepted.set(acceptKey(call.program, local, remote), begin(call, local, remote, 'server'))
    else if (call.call === 'close') current.delete(key)
    else if (isStreamCall(call) && !(isDatagram(call) === null && isUdp(local, remote))) {
      const known = current.get(key) ?? adopt(accepted, call.program, local, remote)
      const half = known && !startsAgain(known, call) ? known : begin(call, local, remote, null)
      half.local = local
      current.set(key, half)
      half[writes(call) ? 'writes' : 'reads'].push(call)
    }
  }
  for (const half of halves) {
    half.writes.sort(byOffset)
    half.reads.sort(byOffset)
  }
  return halves.filter(({ writes: sent, reads: taken }) => sent.length + taken.length > 0)
}

/** A half that accept() began under another name of its own end, and that nobody has used yet. */
function adopt(accepted: Map<string, Half>, program: string, local: string, remote: string): Half | undefined {
  const key = acceptKey(program, local, remote)
  const half = accepted.get(key)
  accepted.delete(key)
  return half
}

function startsAgain(half: Half, call: CarryingCall): boolean {
  const last = half[writes(call) ? 'writes' : 'reads'].at(-1)
  return call.from === 0 && last !== undefined && last.to > 0
}

function isStreamCall(call: SocketCall): call is CarryingCall {
  if (!carries(call) || call.to === call.from || isDatagram(call) === true) return false
  const { local, remote } = call
  if (local !== undefined && remote !== undefined) return true
  // One end of a UNIX connection has no name.
  return isUnix(local ?? remote ?? ':0')
}

/** As the calls began; an accept or a connect counts from when it stood, behind which its first bytes came. */
function inOrder(calls: SocketCall[]): SocketCall[] {
  const opens = ({ call }: SocketCall) => call === 'accept' || call === 'connect'
  const key = (call: SocketCall) => (call.call === 'accept' ? (call.until ?? call.at) : call.at)
  return calls.sort((a, b) => key(a) - key(b) || Number(opens(b)) - Number(opens(a)) || a.id - b.id)
}

const byOffset = (a: CarryingCall, b: CarryingCall): number => a.from - b.from || a.at - b.at
const keyOf = (program: string, local: string, remote: string): string => `${local} ${remote} ${program}`
const acceptKey = (program: string, local: string, remote: string): string =>
  `${isUnix(local) ? local : portOf(local)} ${remote} ${program}`
