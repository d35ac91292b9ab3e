/**
 * A lab's captured runs as they are shipped with the course (`wirebook record`). They hold the very events that a
 * session tells its pages, each with the moment at which it was told, so that whatever shows a live run can show a
 * recorded one. Plain data.
 */
import type { Tier } from './lab.ts'
import type { SessionEvent } from './messages.ts'

type OfRun = Extract<
  SessionEvent,
  { type: 'runStarted' | 'program' | 'output' | 'outputCut' | 'packets' | 'calls' | 'runEnded' }
>
type WithoutPlace<E> = E extends unknown ? Omit<E, 'lab' | 'run'> : never
/** An event of a run; the lab and the number of the run are those of the recording. */
export type RecordedEvent = WithoutPlace<OfRun>

export type RecordedRun = {
  /** Program -> `name=value`, where the dial stood elsewhere than by default. `{}` is the lab as shipped. */
  options: Record<string, string[]>
  /** Kinds of lines of its behaviour in which two such runs differed (src/sidecar/recording/behaviour.ts). */
  varies: string[]
  /** In the order of their times: µs since the run began, and what was told then. */
  events: [at: number, event: RecordedEvent][]
}

export type Recording = {
  version: 1
  lab: string
  /** Day of the recording, `2026-01-31`. */
  date: string
  kernel: string
  node: string
  tier: Tier
  /** Digest of lab.json's programs and their texts: another one means that the recording shows an older lab. */
  digest: string
  /** Bytes kept of each frame; their `length` is that on the wire. */
  snapLength: number
  /** The first is the lab as shipped; the others turn one option each. */
  runs: RecordedRun[]
}

/** The events of one recorded run as a session would have told them. */
export function replay(lab: string, { events }: RecordedRun, run = 1): { at: number; event: SessionEvent }[] {
  return events.map(([at, event]) => ({ at, event: { ...event, lab, run } as SessionEvent }))
}

/** The run whose dial stood as `options` say, in any order; null when nobody recorded that. */
export function recordedRun({ runs }: Recording, options: Record<string, string[]> = {}): RecordedRun | null {
  const wanted = settings(options)
  return runs.find((run) => settings(run.options) === wanted) ?? null
}

function settings(options: Record<string, string[]>): string {
  const all = Object.entries(options).flatMap(([program, values]) => values.map((value) => `${program} ${value}`))
  return all.sort().join('\n')
}
