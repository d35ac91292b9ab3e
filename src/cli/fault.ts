/** `--fault` and `--seed` to a plan of faults. */
import type { LoadedLab } from '../course/load.ts'
import { networkOf } from '../course/network.ts'
import type { Locale } from '../course/schema.ts'
import { missingNode } from '../protocol/fault-nodes.ts'
import { FaultTextError, parseFaults } from '../protocol/fault-text.ts'
import { FAULT_LIMITS, type FaultPlan, type FaultRule, NO_FAULTS } from '../protocol/faults.ts'
import { defaultFaults } from '../sidecar/runner/plan.ts'
import { UsageError } from './exit.ts'
import { faultWordsOf } from './words/index.ts'

/**
 * Several `--fault` hold together; without any the lab's own do. Undefined when neither is given. Throws UsageError
 * FAULT_MALFORMED (where, what was expected, the grammar: in that language), FAULT_UNKNOWN (a host or link that the lab does not have).
 */
export async function faultsOf(
  { id, lab }: LoadedLab,
  { fault, seed: given }: { fault: string[]; seed?: number },
  locale: Locale,
): Promise<FaultPlan | undefined> {
  const seed = given ?? NO_FAULTS.seed
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
    throw new UsageError('OPTION_MALFORMED', ['wantsSeed', 0xffff_ffff, seed])
  if (fault.length === 0) return given === undefined ? undefined : defaultFaults(lab, seed)
  const rules = (await Promise.all(fault.map((text) => read(text, locale)))).flat()
  if (rules.length > FAULT_LIMITS.rules)
    throw new UsageError('FAULT_MALFORMED', ['manyFaults', rules.length, FAULT_LIMITS.rules])
  const { hosts, links } = networkOf(lab)
  const wires = links.filter(({ kind }) => kind !== 'loopback')
  const missing = missingNode(rules, { hosts: hosts.map(({ name }) => name), links: wires.map(({ name }) => name) })
  if (missing !== null) throw new UsageError('FAULT_UNKNOWN', ['noNode', id, missing])
  return { seed, rules }
}

async function read(text: string, locale: Locale): Promise<FaultRule[]> {
  try {
    return parseFaults(text)
  } catch (error) {
    if (!(error instanceof FaultTextError)) throw error
    throw new UsageError('FAULT_MALFORMED', ['badFault', error.in(await faultWordsOf(locale))])
  }
}
