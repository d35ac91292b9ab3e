/** The bench's one sentence: what the lab is doing, or how it ended. Pure, so that every state can be stated in a test. */
import type { ProgramState, SocketCall } from '../../../protocol/lab.ts'
import type { IconName } from '../shared/icons.tsx'
import { duration } from '../shared/time.ts'
import type { Phase } from './lab-store.ts'
import type { ProgramError } from './program-error.ts'
import type { BenchWords } from './words.ts'

export type StatusKind =
  | 'idle'
  | 'running'
  | 'blocked'
  | 'settled'
  | 'stale'
  | 'exited'
  | 'crashed'
  | 'stopped'
  | 'limit'

export type StatusInput = {
  phase: Phase
  /** In the order of lab.json. */
  programs: readonly { name: string; file: string; server: boolean }[]
  states: Readonly<Record<string, ProgramState>>
  calls: readonly SocketCall[]
  errors: Readonly<Record<string, ProgramError | null>>
  packets: number
  stale: boolean
  /** µs on the run's clock: now while it runs, its last event afterwards. */
  elapsed: number
}

export type Status = { kind: StatusKind; icon: IconName; text: string }

export function statusOf(input: StatusInput, words: BenchWords): Status {
  const { phase, programs, states, packets, stale, elapsed } = input
  if (phase === 'idle') return { kind: 'idle', icon: 'idle', text: words.idle }
  if (stale) return { kind: 'stale', icon: 'pencil', text: words.stale }
  const ended = programs.flatMap((program) => {
    const state = states[program.name]
    return state?.state === 'exited' ? [{ ...program, exit: state.exit }] : []
  })
  const atLimit = ended.find(({ exit }) => exit.reason === 'limit')
  if (atLimit) {
    const text = words.stoppedAt(atLimit.file, words.limits[atLimit.exit.limit ?? 'wall'])
    return { kind: 'limit', icon: 'warn', text }
  }
  const fallen = ended.find(({ exit }) => exit.reason === 'crashed' || (exit.reason === 'exited' && exit.code !== 0))
  if (fallen) {
    const error = input.errors[fallen.name]
    const what = error?.code ?? error?.message.split(':')[0] ?? words.exitStatus(fallen.exit.code ?? 1)
    return { kind: 'crashed', icon: 'cross', text: words.crashed(fallen.file, what, error?.line ?? null) }
  }
  const taking = programs.filter(({ name }) => states[name])
  const serving = taking.filter(({ name }) => states[name]!.state === 'listening')
  if (phase === 'running') {
    const rest = taking.filter(({ name }) => states[name]!.state !== 'listening' && states[name]!.state !== 'exited')
    const blocked = rest.length === 0 ? blockedIn(input) : null
    if (blocked && ended.length === 0)
      return { kind: 'blocked', icon: 'wait', text: words.waiting(blocked.file, blocked.call, duration(blocked.for)) }
    if (rest.length === 0 && serving.length > 0 && ended.length > 0)
      return { kind: 'settled', icon: 'check', text: words.exitedSome(files(ended), files(serving), serving.length) }
    return { kind: 'running', icon: 'flow', text: words.running(taking.length - ended.length, packets) }
  }
  if (ended.some(({ exit }) => exit.reason === 'stopped'))
    return { kind: 'stopped', icon: 'stop', text: words.stoppedByYou }
  return { kind: 'exited', icon: 'check', text: words.exitedAll(taking.length, duration(elapsed)) }
}

function blockedIn({ programs, calls, elapsed }: StatusInput): { file: string; call: string; for: number } | null {
  for (const { name, file } of programs) {
    const call = calls.findLast((one) => one.program === name && one.until === undefined && one.call !== 'listen')
    if (call) return { file, call: call.call, for: Math.max(0, elapsed - call.at) }
  }
  return null
}

function files(programs: readonly { file: string }[]): string {
  return programs.map(({ file }) => file).join(', ')
}
