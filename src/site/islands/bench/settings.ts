/** The dial's values, and what they become in a `run` message. */
import type { Lab } from '../../../course/schema.ts'
import type { FaultPlan } from '../../../protocol/lab.ts'

export type Settings = {
  /** `<program> <option>` -> chosen value. */
  options: Readonly<Record<string, string>>
  delayMs: number
  /** How many of the first segments are lost. */
  dropFirst: number
  seed: number
}

export function defaultSettings({ options, faults }: Lab): Settings {
  return {
    options: Object.fromEntries(options.map((one) => [`${one.program} ${one.name}`, one.default])),
    delayMs: faults?.delay?.default ?? 0,
    dropFirst: faults?.dropFirst?.default ?? 0,
    seed: 1,
  }
}

/** Program -> its arguments `name=value`. */
export function argumentsOf(lab: Lab, { options }: Settings): Record<string, string[]> {
  const args: Record<string, string[]> = {}
  for (const { program, name, default: shipped } of lab.options) {
    const value = options[`${program} ${name}`] ?? shipped
    args[program] = [...(args[program] ?? []), `${name}=${value}`]
  }
  return args
}

/** Undefined for a lab without a wire to disturb. */
export function faultPlanOf({ faults }: Lab, { delayMs, dropFirst, seed }: Settings): FaultPlan | undefined {
  if (!faults) return undefined
  const nth = Array.from({ length: dropFirst }, (_, index) => index + 1)
  return {
    seed,
    delayMs,
    drop: faults.dropFirst && dropFirst > 0 ? [{ from: faults.dropFirst.from, nth }] : [],
  }
}
