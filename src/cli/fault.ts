/** `--fault` and `--seed` to a plan of faults. */
import type { LoadedLab } from '../course/load.ts'
import { networkOf } from '../course/network.ts'
import { unknownNode } from '../protocol/fault-nodes.ts'
import { FaultTextError, parseFaults } from '../protocol/fault-text.ts'
import { FAULT_LIMITS, type FaultPlan, type FaultRule, NO_FAULTS } from '../protocol/faults.ts'
import { defaultFaults } from '../sidecar/runner/plan.ts'
import { UsageError } from './exit.ts'

/**
 * Several `--fault` hold together; without any the lab's own do. Undefined when neither is given. Throws UsageError
 * FAULT_MALFORMED (where, what was expected, the grammar), FAULT_UNKNOWN (a host or link that the lab does not have).
 */
export function faultsOf(
  { id, lab }: LoadedLab,
  { fault, seed: given }: { fault: string[]; seed?: number },
): FaultPlan | undefined {
  const seed = given ?? NO_FAULTS.seed
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
    throw new UsageError('OPTION_MALFORMED', `--seed wants a whole number from 0 to ${0xffff_ffff}, got ${seed}`)
  if (fault.length === 0) return given === undefined ? undefined : defaultFaults(lab, seed)
  const rules = fault.flatMap((text) => read(text))
  if (rules.length > FAULT_LIMITS.rules)
    throw new UsageError('FAULT_MALFORMED', `${rules.length} faults; at most ${FAULT_LIMITS.rules} hold together`)
  const { hosts, links } = networkOf(lab)
  const wires = links.filter(({ kind }) => kind !== 'loopback')
  const unknown = unknownNode(rules, { hosts: hosts.map(({ name }) => name), links: wires.map(({ name }) => name) })
  if (unknown !== null) throw new UsageError('FAULT_UNKNOWN', `${id}: ${unknown}`)
  return { seed, rules }
}

function read(text: string): FaultRule[] {
  try {
    return parseFaults(text)
  } catch (error) {
    if (error instanceof FaultTextError) throw new UsageError('FAULT_MALFORMED', `--fault: ${error.message}`)
    throw error
  }
}
