/** A program's system calls as a list to read: each once, and what repeats itself folded. Pure. */
import type { SystemCall } from '../../../../protocol/lab.ts'

export type FoldedCall = {
  call: SystemCall
  /** How often it was made in a row with the same outcome. */
  times: number
  /** When the first of them began and the last returned, µs; `until` is null while the program is in it. */
  at: number
  until: number | null
  key: string
}

/** A call that may wait, and took this long, is shown as blocked, µs. */
const BLOCKED = 500

const MAY_WAIT = new Set(
  (
    'accept accept4 connect recvfrom recvmsg recvmmsg read readv sendto sendmsg sendmmsg write writev ' +
    'epoll_wait epoll_pwait epoll_pwait2 poll ppoll select pselect6'
  ).split(' '),
)

/** Did, or does, the program sit in it? Other calls only take the time they take. */
export function blocked({ call, at, until }: FoldedCall): boolean {
  return MAY_WAIT.has(call.name) && (until === null || until - at >= BLOCKED)
}

/** A call is told when it begins and again when it returns: the later telling replaces the earlier. */
export function latestOf(told: readonly SystemCall[]): SystemCall[] {
  const calls: SystemCall[] = []
  const open = new Map<string, number>()
  for (const call of told) {
    const name = `${call.program} ${call.id}`
    const place = open.get(name)
    // A program that was started again numbers its calls from the start.
    const same = place !== undefined && calls[place]?.name === call.name && calls[place]?.at === call.at
    if (same) calls[place] = call
    else open.set(name, calls.push(call) - 1)
  }
  return calls
}

/** Calls of one kind in a row that failed alike, or are alike altogether, become one line. */
export function fold(calls: readonly SystemCall[]): FoldedCall[] {
  const folded: FoldedCall[] = []
  /** The latest line of each program: programs run beside each other. */
  const latest = new Map<string, FoldedCall>()
  calls.forEach((call, index) => {
    const before = latest.get(call.program)
    if (before && alike(before.call, call)) {
      before.times += 1
      before.until = call.until ?? null
      before.call = call
      return
    }
    const line = { call, times: 1, at: call.at, until: call.until ?? null, key: `${index} ${call.program} ${call.id}` }
    latest.set(call.program, line)
    folded.push(line)
  })
  return folded
}

function alike(a: SystemCall, b: SystemCall): boolean {
  if (a.name !== b.name || a.name === 'untold' || a.result === undefined || a.result !== b.result) return false
  const failed = a.result.startsWith('-1')
  return failed ? firstArgument(a) === firstArgument(b) : a.args === b.args
}

function firstArgument({ args }: SystemCall): string {
  return args.split(',', 1)[0] ?? ''
}

const SENDS = new Set('connect sendto sendmsg sendmmsg write writev shutdown close'.split(' '))

export type Timed = { n: number; at: number; arrived: number | null }

/**
 * The packet that goes with a call, by time alone: the first one sent since it began for calls that send, otherwise the
 * last one that was there when it returned. Null where there is none.
 */
export function packetOf({ call, at, until }: FoldedCall, packets: readonly Timed[]): number | null {
  if (SENDS.has(call.name)) return packets.find((packet) => packet.at >= at)?.n ?? null
  if (until === null) return null
  return packets.findLast((packet) => (packet.arrived ?? packet.at) <= until)?.n ?? null
}

/** `-1 EAGAIN` → EAGAIN; null for what succeeded. */
export function errnoOf(result: string | undefined): string | null {
  return result?.match(/^-1 (E[A-Z0-9]+)/)?.[1] ?? null
}
