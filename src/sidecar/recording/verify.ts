/** Runs a lab again and compares what it does with its recording. */
import type { LoadedLab } from '../../course/load.ts'
import type { RecordedRun, Recording } from '../../protocol/recording.ts'
import type { Sandbox } from '../sandbox/types.ts'
import type { SidecarSentence } from '../words/index.ts'
import { behaviourOf, compare } from './behaviour.ts'
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

/** Null when a run went as recorded, otherwise how the last one differed. */
async function verifyRun(
  sandbox: Sandbox,
  lab: LoadedLab,
  recorded: RecordedRun,
  signal?: AbortSignal,
): Promise<DiffLine[] | null> {
  const before = behaviourOf(recorded)
  let diff: DiffLine[] = []
  for (let attempt = 0; attempt < RECORDING_LIMITS.attempts; attempt += 1) {
    const { run } = await takeRun(sandbox, lab, recorded.options, signal)
    diff = compare(before, behaviourOf(run), recorded.varies)
    if (!differs(diff)) return null
  }
  return diff
}

const same = (a: RecordedRun['options'], b: RecordedRun['options']): boolean => JSON.stringify(a) === JSON.stringify(b)

/** `client gap=50`; nothing as shipped. */
function listed(options: RecordedRun['options']): string {
  return Object.entries(options)
    .flatMap(([program, values]) => values.map((value) => `${program} ${value}`))
    .join(', ')
}
