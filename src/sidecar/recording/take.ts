/** Runs a lab once and keeps what it told, and when. */
import type { LoadedLab } from '../../course/load.ts'
import type { RecordedRun } from '../../protocol/recording.ts'
import { runLab } from '../runner/batch.ts'
import type { RunEvent, RunRecord } from '../runner/types.ts'
import type { Sandbox } from '../sandbox/types.ts'
import { canonical, type Told } from './canonical.ts'

export type Taken = { record: RunRecord; run: Omit<RecordedRun, 'varies'> }

/** `options` as in RecordedRun. Rejects when something of ours failed, or the signal aborted it. */
export async function takeRun(
  sandbox: Sandbox,
  lab: LoadedLab,
  options: RecordedRun['options'],
  signal?: AbortSignal,
): Promise<Taken> {
  const heard: { now: number; event: RunEvent }[] = []
  const watch = (event: RunEvent) => heard.push({ now: performance.now() * 1_000, event })
  const record = await runLab(sandbox, lab, { args: options }, signal, watch)
  signal?.throwIfAborted()
  const start = {
    programs: record.programs.map(({ name }) => name),
    files: Object.keys(lab.files),
    faults: record.faults,
  }
  return { record, run: { options, events: canonical(start, onOneClock(heard)) } }
}

/**
 * News with a time of their own show when the run began by our clock: at the earliest that any of them could have come
 * without delay. From there on the moments count at which the others were heard.
 */
function onOneClock(heard: { now: number; event: RunEvent }[]): Told[] {
  const began = heard.reduce((least, { now, event }) => Math.min(least, now - ownTime(event)), Number.POSITIVE_INFINITY)
  return heard.map(({ now, event }) => ({ at: now - began, event }))
}

function ownTime(event: RunEvent): number {
  if (event.type === 'output') return event.at
  if (event.type === 'call') return event.call.until ?? event.call.at
  return 0
}
