/** From where the knobs of a lab stand to a plan of faults. Pure, and small: the page loads it before anything else. */
import {
  FAULT_DEFAULTS,
  type FaultAction,
  type FaultPlace,
  type FaultPlan,
  type FaultRule,
} from '../protocol/faults.ts'
import type { LabFaults } from './fault-schema.ts'

export type Knob = keyof LabFaults
/** Knob -> value; 0 and '' are off, `cut` is 0 or 1. What is absent stands as lab.json says. */
export type FaultValues = Partial<Record<Knob, number | string>>

const RULES: Record<Knob, (value: never) => FaultAction> = {
  delay: (ms: number) => ({ kind: 'delay', ms }),
  jitter: (ms: number) => ({ kind: 'jitter', ms }),
  loss: (percent: number) => ({ kind: 'loss', probability: percent / 100 }),
  duplicate: (percent: number) => ({ kind: 'duplicate', probability: percent / 100 }),
  reorder: (percent: number) => ({ kind: 'reorder', probability: percent / 100, by: FAULT_DEFAULTS.by }),
  dropFirst: (count: number) => ({ kind: 'drop', nth: Array.from({ length: count }, (_, index) => index + 1) }),
  rate: (kbps: number) => ({ kind: 'rate', kbps, queue: FAULT_DEFAULTS.queue }),
  cut: () => ({ kind: 'cut' }),
  split: (sizes: string) => split(sizes),
  coalesce: (bytes: number) => ({ kind: 'coalesce', bytes, ms: FAULT_DEFAULTS.joinMs }),
  reset: (after: number) => ({ kind: 'reset', after }),
}

export const KNOBS = Object.keys(RULES) as Knob[]

export function knobValue(faults: LabFaults, knob: Knob, values: FaultValues): number | string {
  const shipped = faults[knob]?.default ?? 0
  return values[knob] ?? (typeof shipped === 'boolean' ? Number(shipped) : shipped)
}

export function planOf(faults: LabFaults | undefined, values: FaultValues, seed: number): FaultPlan {
  const rules = KNOBS.flatMap((knob): FaultRule[] => {
    const offered = faults?.[knob]
    const value = offered && (values[knob] ?? offered.default)
    if (!value) return []
    const rule = { ...placeOf(offered), ...RULES[knob](value as never) }
    if (knob === 'dropFirst') rule.of ??= 'tcp'
    return [rule]
  })
  return { seed, rules }
}

/** `3+3+2`, or `~8`: at random places, 8 bytes apart on average. */
function split(sizes: string): FaultAction {
  const gapMs = FAULT_DEFAULTS.gapMs
  if (sizes.startsWith('~')) return { kind: 'split', mean: Number(sizes.slice(1)), gapMs }
  return { kind: 'split', sizes: sizes.split('+').map(Number), gapMs }
}

type Offered = FaultPlace & { fromMs?: number; untilMs?: number }

function placeOf({ link, from, to, of, fromMs, untilMs }: Offered): Offered {
  const place = { link, from, to, of, fromMs, untilMs }
  for (const key of Object.keys(place) as (keyof Offered)[]) if (place[key] === undefined) delete place[key]
  return place
}
