/** Two runs' facts laid beside each other: one row for each thing that either run had. Pure. */
import type { ProgramState } from '../../../../protocol/lab.ts'
import type { Connection, RunFacts } from './facts.ts'

export type CountName =
  | 'packets'
  | 'wireBytes'
  | 'lost'
  | 'segments'
  | 'bytes'
  | 'retransmissions'
  | 'duplicateAcks'
  | 'sent'
  | 'received'
  | 'datagramsLost'
  | 'twice'

/** `values`: without the faults, and with them. `null`: the run had no such thing. */
type Values<T> = { values: readonly [T, T]; differs: boolean }
export type Row =
  | ({ kind: 'count'; what: CountName } & Values<number>)
  | ({ kind: 'reads'; program: string } & Values<readonly number[]>)
  | ({ kind: 'time' } & Values<number>)
  | ({ kind: 'connection'; index: number } & Values<Connection | null>)
  | ({ kind: 'end'; program: string } & Values<ProgramState | null>)
  | ({ kind: 'printed'; program: string } & Values<string>)

export const DIFFERENCE_LIMITS = {
  /** No two runs take the same time: it differs where one took this many times as long as the other … */
  timeRatio: 1.5,
  /** … and this much longer, µs. */
  timeMicros: 5_000,
  /** Connections compared one by one. */
  connections: 8,
}

export function differencesOf(without: RunFacts, faulted: RunFacts): Row[] {
  return [
    ...countRows(without, faulted),
    ...namesOf(without.reads, faulted.reads).map((program): Row => {
      const values = [without.reads[program] ?? [], faulted.reads[program] ?? []] as const
      return { kind: 'reads', program, values, differs: values[0].join() !== values[1].join() }
    }),
    ...connectionRows(without.connections, faulted.connections),
    ...namesOf(without.programs, faulted.programs).flatMap((program) => programRows(program, without, faulted)),
    timeRow(without.micros, faulted.micros),
  ]
}

const COUNTS: Record<CountName, (facts: RunFacts) => number> = {
  packets: ({ packets }) => packets,
  wireBytes: ({ wireBytes }) => wireBytes,
  lost: ({ lost }) => lost,
  segments: ({ segments }) => segments,
  bytes: ({ bytes }) => bytes,
  retransmissions: ({ retransmissions }) => retransmissions,
  duplicateAcks: ({ duplicateAcks }) => duplicateAcks,
  sent: ({ datagrams }) => datagrams.sent,
  received: ({ datagrams }) => datagrams.received,
  datagramsLost: ({ datagrams }) => datagrams.lost,
  twice: ({ datagrams }) => datagrams.twice,
}

/** What neither run had says nothing; that nothing was received of what was sent does. */
function countRows(without: RunFacts, faulted: RunFacts): Row[] {
  return (Object.keys(COUNTS) as CountName[]).flatMap((what): Row[] => {
    const values = [COUNTS[what](without), COUNTS[what](faulted)] as const
    const spoken = what === 'received' ? without.datagrams.sent + faulted.datagrams.sent : values[0] + values[1]
    return spoken === 0 ? [] : [{ kind: 'count', what, values, differs: values[0] !== values[1] }]
  })
}

/** In the order in which they were opened. */
function connectionRows(without: readonly Connection[], faulted: readonly Connection[]): Row[] {
  const count = Math.min(DIFFERENCE_LIMITS.connections, Math.max(without.length, faulted.length))
  return Array.from({ length: count }, (_, index): Row => {
    const values = [without[index] ?? null, faulted[index] ?? null] as const
    return { kind: 'connection', index, values, differs: JSON.stringify(values[0]) !== JSON.stringify(values[1]) }
  })
}

function programRows(program: string, without: RunFacts, faulted: RunFacts): Row[] {
  const [one, other] = [without.programs[program], faulted.programs[program]]
  const states = [one?.state ?? null, other?.state ?? null] as const
  const printed = [one?.printed ?? '', other?.printed ?? ''] as const
  return [
    { kind: 'end', program, values: states, differs: JSON.stringify(states[0]) !== JSON.stringify(states[1]) },
    { kind: 'printed', program, values: printed, differs: printed[0] !== printed[1] },
  ]
}

function timeRow(without: number, faulted: number): Row {
  const [short, long] = without < faulted ? [without, faulted] : [faulted, without]
  const { timeRatio, timeMicros } = DIFFERENCE_LIMITS
  return {
    kind: 'time',
    values: [without, faulted],
    differs: long > short * timeRatio && long - short > timeMicros,
  }
}

function namesOf(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
}
