/** The dial's values, and what they become in a `run` message. */
import { type FaultValues, planOf } from '../../../course/fault-knobs.ts'
import type { Lab } from '../../../course/schema.ts'
import type { FaultPlan } from '../../../protocol/faults.ts'

export type Settings = {
  /** `<program> <option>` -> chosen value. */
  options: Readonly<Record<string, string>>
  /** Knobs that were turned; the others stand as the lab says. */
  faults: Readonly<FaultValues>
  seed: number
}

export function defaultSettings({ options }: Lab): Settings {
  return {
    options: Object.fromEntries(options.map((one) => [`${one.program} ${one.name}`, one.default])),
    faults: {},
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
export function faultPlanOf({ faults: offered }: Lab, { faults, seed }: Settings): FaultPlan | undefined {
  return offered && planOf(offered, faults, seed)
}
