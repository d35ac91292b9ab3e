/** Puts a lab's recording together: its programs as shipped, then one option turned at a time. */
import { createHash } from 'node:crypto'
import type { LoadedLab } from '../../course/load.ts'
import type { Lab } from '../../course/schema.ts'
import type { RecordedEvent, RecordedRun, Recording } from '../../protocol/recording.ts'
import type { RunRecord } from '../runner/types.ts'
import type { Sandbox } from '../sandbox/types.ts'
import { behaviourOf, varyingKinds } from './behaviour.ts'
import { RECORDING_LIMITS } from './limits.ts'
import { copiesIn } from './seen.ts'
import { snapLengthFor, snapped } from './snap.ts'
import { type Taken, takeRun } from './take.ts'

/** The settings of the dial that are recorded: the defaults, then each other value of each option by itself. */
export function settingsOf({ options }: Pick<Lab, 'options'>): RecordedRun['options'][] {
  const turned = options.flatMap(({ program, name, values, default: usual }) =>
    values.filter((value) => value !== usual).map((value) => ({ [program]: [`${name}=${value}`] })),
  )
  return [{}, ...turned]
}

/** Of what decides how the lab runs: its programs with their sources, options and faults; not what it says to readers. */
export function digestOf({ lab, files }: Pick<LoadedLab, 'lab' | 'files'>): string {
  const { title: _, expect: __, fields: ___, answers: ____, options: worded, ...rest } = lab
  const options = worded.map(({ program, name, values, default: usual }) => ({ program, name, values, usual }))
  const running = { ...rest, options }
  const texts = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([running, texts]))
    .digest('hex')
    .slice(0, 16)
}

/** `shipped`: the run of the lab as it is, for whoever wants to see whether it keeps its promises. */
export async function makeRecording(
  sandbox: Sandbox,
  lab: LoadedLab,
  signal?: AbortSignal,
): Promise<{ recording: Recording; shipped: RunRecord }> {
  const runs: RecordedRun[] = []
  let shipped: RunRecord | null = null
  for (const options of settingsOf(lab.lab)) {
    const takes: Taken[] = []
    while (takes.length < RECORDING_LIMITS.takes) takes.push(await takeRun(sandbox, lab, options, signal))
    const { chosen, varies } = typical(takes)
    shipped ??= chosen.record
    runs.push({ options, varies, events: chosen.run.events })
  }
  const snapLength = snapLengthFor(runs.map(packetsOf))
  const recording: Recording = {
    version: 1,
    lab: lab.id,
    date: new Date().toISOString().slice(0, 10),
    kernel: sandbox.kernel,
    node: process.version,
    tier: sandbox.tier,
    digest: digestOf(lab),
    snapLength,
    runs: runs.map((run) => ({ ...run, events: run.events.map(([at, event]) => [at, cut(event, snapLength)]) })),
  }
  return { recording, shipped: shipped! }
}

/** The run that differs least from the others, and the kinds of lines in which any two of them differ. */
function typical(takes: Taken[]): { chosen: Taken; varies: string[] } {
  const behaviours = takes.map(({ run }) => behaviourOf(run))
  const kinds = behaviours.map((one) => behaviours.map((other) => varyingKinds(one, other)))
  const strangeness = takes.map((take, index) => ({
    take,
    // A busy machine makes timers run out for nothing: of two runs alike the one without that is the lab's.
    rank: [kinds[index]!.flat().length, copiesIn(packetsOf(take.run))] as const,
  }))
  const [best] = strangeness.toSorted(({ rank: [a, c] }, { rank: [b, d] }) => a - b || c - d)
  return { chosen: best!.take, varies: [...new Set(kinds.flat(2))].sort() }
}

function packetsOf({ events }: Pick<RecordedRun, 'events'>) {
  return events.flatMap(([, event]) => (event.type === 'packets' ? event.packets : []))
}

function cut(event: RecordedEvent, snapLength: number): RecordedEvent {
  if (event.type !== 'packets') return event
  return { ...event, packets: event.packets.map((packet) => snapped(packet, snapLength)) }
}
