/** Where an external program stands in a run: in whose place, and on which host. Pure. */
import type { LoadedLab } from '../../course/load.ts'
import type { Host } from '../sandbox/types.ts'
import { type PlannedProgram, planRun } from './plan.ts'
import { RunError } from './types.ts'

/** The server that the programs of a run start after and that is not among them; null when nobody is missing. */
export function missingServer(lab: LoadedLab, programs: PlannedProgram[]): PlannedProgram | null {
  const missing = programs.flatMap(({ after }) => after).find((name) => !programs.some((one) => one.name === name))
  if (missing === undefined) return null
  return planRun(lab, { only: [missing], mode: 'batch' }).programs[0] ?? null
}

/** The host on which none of the programs runs, otherwise the first. */
export function freeHost(hosts: Host[], programs: PlannedProgram[]): Host {
  return hosts.find(({ name }) => programs.every(({ spec }) => spec.host !== name)) ?? hosts[0]!
}

/** Throws RunError `HOST_UNKNOWN`. */
export function hostNamed(hosts: Host[], name: string, whatFor: string): Host {
  const host = hosts.find((one) => one.name === name)
  if (host) return host
  const names = hosts.map((one) => one.name)
  throw new RunError('HOST_UNKNOWN', ['noHost', whatFor, name, names])
}
