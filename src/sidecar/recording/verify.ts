/** Runs a lab again and compares what it does with its recording. */
import type { LoadedLab } from '../../course/load.ts'
import type { RecordedRun, Recording } from '../../protocol/recording.ts'
import type { Sandbox } from '../sandbox/types.ts'
import { behaviourOf, compare } from './behaviour.ts'
import { type DiffLine, differs } from './diff.ts'
import { RECORDING_LIMITS } from './limits.ts'
import { digestOf, settingsOf } from './make.ts'
import { takeRun } from './take.ts'

export type Difference = {
  code: 'RECORDING_STALE' | 'RECORDING_DIFFERS'
  message: string
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
  const stale = (message: string): Difference => ({ code: 'RECORDING_STALE', message, diff: [] })
  if (recording.lab !== lab.id) return [stale(`it is a recording of ${recording.lab}`)]
  if (recording.digest !== digestOf(lab)) return [stale('it was made of other programs than those of today')]
  const missing = settingsOf(lab.lab).find((options) => !recording.runs.some((run) => same(run.options, options)))
  if (missing) return [stale(`nobody recorded it with ${words(missing)}`)]
  const found: Difference[] = []
  for (const run of recording.runs) {
    const diff = await verifyRun(sandbox, lab, run, signal)
    const message = `with ${words(run.options)}, ${RECORDING_LIMITS.attempts} runs went another way`
    if (diff) found.push({ code: 'RECORDING_DIFFERS', message, diff })
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

/** `client gap=50`, or `the dial as shipped`. */
export function words(options: RecordedRun['options']): string {
  const all = Object.entries(options).flatMap(([program, values]) => values.map((value) => `${program} ${value}`))
  return all.length === 0 ? 'the dial as shipped' : all.join(', ')
}
