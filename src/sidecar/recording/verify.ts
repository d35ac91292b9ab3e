/** Runs a lab again and compares what it does with its recording. */
import type { LoadedLab } from '../../course/load.ts'
import type { RecordedRun, Recording } from '../../protocol/recording.ts'
import type { Sandbox } from '../sandbox/types.ts'
import type { SidecarSentence } from '../words/index.ts'
import { behaviourOf, compare, varyingKinds, withoutEnds } from './behaviour.ts'
import { type DiffLine, differs } from './diff.ts'
import { RECORDING_LIMITS } from './limits.ts'
import { digestOf, settingsOf } from './make.ts'
import { takeRun } from './take.ts'

export type Difference = {
  code: 'RECORDING_STALE' | 'RECORDING_DIFFERS'
  what: SidecarSentence
  /** `-` as recorded, `+` as it ran. */
  diff: DiffLine[]
}

/** A recording shows one of the ways in which a lab may go: it holds when one of a few runs goes that way. */
export async function verifyRecording(
  sandbox: Sandbox,
  lab: LoadedLab,
  recording: Recording,
  signal?: AbortSignal,
): Promise<Difference[]> {
  const stale = (what: SidecarSentence): Difference => ({ code: 'RECORDING_STALE', what, diff: [] })
  if (recording.lab !== lab.id) return [stale(['otherLab', recording.lab])]
  if (recording.digest !== digestOf(lab)) return [stale(['otherPrograms'])]
  const missing = settingsOf(lab.lab).find((options) => !recording.runs.some((run) => same(run.options, options)))
  if (missing) return [stale(['notRecorded', listed(missing)])]
  const found: Difference[] = []
  for (const run of recording.runs) {
    const diff = await verifyRun(sandbox, lab, run, signal)
    const what: SidecarSentence = ['otherWay', listed(run.options), RECORDING_LIMITS.attempts]
    if (diff) found.push({ code: 'RECORDING_DIFFERS', what, diff })
  }
  return found
}

/**
 * Null when a run went as recorded, otherwise how the last one differed. What comes out differently among the runs made
 * here is chance, and says nothing of the lab, though it may have come out alike whenever the recording was made; but
 * each program must end as recorded.
 */
async function verifyRun(
  sandbox: Sandbox,
  lab: LoadedLab,
  recorded: RecordedRun,
  signal?: AbortSignal,
): Promise<DiffLine[] | null> {
  const attempts: string[][] = []
  while (attempts.length < RECORDING_LIMITS.attempts) {
    const { run } = await takeRun(sandbox, lab, recorded.options, signal)
    attempts.push(behaviourOf(run))
    if (wentAs(recorded, attempts)) return null
  }
  return differenceOf(recorded, attempts).at(-1)!
}

/** Did one of these runs, given as behaviours, go as recorded in all that is no chance? Pure. */
export function wentAs(recorded: RecordedRun, attempts: readonly string[][]): boolean {
  return differenceOf(recorded, attempts).some((diff) => !differs(diff))
}

function differenceOf(recorded: RecordedRun, attempts: readonly string[][]): DiffLine[][] {
  const before = behaviourOf(recorded)
  const chance = attempts.flatMap((one, index) => attempts.slice(0, index).flatMap((other) => varyingKinds(one, other)))
  const varies = [...recorded.varies, ...withoutEnds(chance)]
  return attempts.map((after) => compare(before, after, varies))
}

const same = (a: RecordedRun['options'], b: RecordedRun['options']): boolean => JSON.stringify(a) === JSON.stringify(b)

/** `client gap=50`; nothing as shipped. */
function listed(options: RecordedRun['options']): string {
  return Object.entries(options)
    .flatMap(([program, values]) => values.map((value) => `${program} ${value}`))
    .join(', ')
}
