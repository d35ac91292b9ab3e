/** Plays a lab's recording into its store, at the pace at which it was recorded. Loaded when it is asked for. */
import type { Lab } from '../../../../course/schema.ts'
import { type RecordedRun, type Recording, recordedRun, replay } from '../../../../protocol/recording.ts'
import type { LabEvent } from '../../../bridge-client.ts'

export const REPLAY_LIMITS = {
  /** A silence longer than this is cut to it on the reader's clock; the times that are shown stay as they were, ms. */
  silenceMs: 1_200,
}

/** `asShipped`: the dial stood elsewhere, and nobody recorded that. */
export type Recorded = { date: string; kernel: string; asShipped: boolean }

export type Playback = {
  recorded: Recorded
  /** Tells all that is left at once. */
  skip(): void
  /** Tells no more. */
  stop(): void
}

/** Null where the lab has no recording. Rejects where it cannot be fetched. */
export async function fetchRecording(lab: string): Promise<Recording | null> {
  const { base = '/' } = document.documentElement.dataset
  const response = await fetch(`${base}recordings/${lab}.json`)
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return (await response.json()) as Recording
}

/** `args`: program -> `name=value` as the dial stands. `run`: the number under which the run is told. */
export function playRecording(
  recording: Recording,
  lab: Lab,
  args: Record<string, string[]>,
  run: number,
  tell: (event: LabEvent) => void,
): Playback {
  const wanted = turned(lab, args)
  const found = recordedRun(recording, wanted)
  const chosen: RecordedRun = found ?? recording.runs[0]!
  const events = replay(recording.lab, chosen, run)
  let next = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const tellUpTo = (at: number) => {
    while (next < events.length && events[next]!.at <= at) tell(events[next++]!.event as LabEvent)
  }
  const step = () => {
    const now = events[next]
    if (!now) return
    tellUpTo(now.at)
    const following = events[next]
    if (following) timer = setTimeout(step, Math.min(REPLAY_LIMITS.silenceMs, (following.at - now.at) / 1_000))
  }
  step()
  return {
    recorded: { date: recording.date, kernel: recording.kernel, asShipped: found === null },
    skip: () => {
      clearTimeout(timer)
      tellUpTo(Number.POSITIVE_INFINITY)
    },
    stop: () => {
      clearTimeout(timer)
      next = events.length
    },
  }
}

/** Recordings name only what stands elsewhere than by default. */
function turned({ options }: Lab, args: Record<string, string[]>): Record<string, string[]> {
  const shipped = new Set(options.map(({ program, name, default: value }) => `${program} ${name}=${value}`))
  return Object.fromEntries(
    Object.entries(args)
      .map(([program, values]) => [program, values.filter((value) => !shipped.has(`${program} ${value}`))] as const)
      .filter(([, values]) => values.length > 0),
  )
}
