/** From lab.json and the options of a run to what will be started, where, and with which arguments. Pure. */

import { planOf } from '../../course/fault-knobs.ts'
import type { LoadedLab } from '../../course/load.ts'
import { hasWire, networkOf } from '../../course/network.ts'
import { argumentsOf, hostOf } from '../../course/programs.ts'
import type { Lab, LabProgram } from '../../course/schema.ts'
import { disturbs, type FaultPlan, NO_FAULTS } from '../../protocol/faults.ts'
import { BATCH_WALL_SECONDS, LIMITS, MAX_WALL_SECONDS } from '../limits.ts'
import type { NetworkSpec, ProgramSpec } from '../sandbox/types.ts'
import { RunError, type RunOptions } from './types.ts'

export type PlannedProgram = {
  name: string
  spec: ProgramSpec
  /** Endpoint that makes it ready, e.g. `tcp:9999`; null for a client. */
  ready: string | null
  after: string[]
}

export type RunPlan = {
  programs: PlannedProgram[]
  files: Record<string, string>
  faults: FaultPlan
  wallSeconds: number
}

/** What a lab wants of a sandbox. */
export function networkSpecOf(lab: Lab): NetworkSpec {
  const { snapLength, links } = lab.capture ?? {}
  return { network: networkOf(lab), snapLength, capture: links }
}

/** Throws RunError `PROGRAM_UNKNOWN`, `FILE_UNKNOWN`, `HOST_UNKNOWN` or `FAULTS_NO_WIRE`. */
export function planRun(loaded: LoadedLab, options: RunOptions): RunPlan {
  const { lab, id } = loaded
  const names = lab.programs.map(({ name }) => name)
  for (const name of [...(options.only ?? []), ...Object.keys(options.args ?? {})])
    if (!names.includes(name)) throw new RunError('PROGRAM_UNKNOWN', ['noProgram', id, name, names])
  const known = new Set([...Object.keys(loaded.files), ...lab.programs.map(({ file }) => file)])
  for (const file of Object.keys(options.files ?? {}))
    if (!known.has(file)) throw new RunError('FILE_UNKNOWN', ['noFile', id, file, [...known]])
  const faults = options.faults ?? defaultFaults(lab)
  if (disturbs(faults) && !hasWire(lab)) throw new RunError('FAULTS_NO_WIRE', ['noWire', id])
  return {
    programs: lab.programs
      .filter(({ name }) => options.only?.includes(name) ?? true)
      .map((program) => planProgram(lab, program, options.args?.[program.name] ?? [])),
    files: { ...loaded.files, ...options.files },
    faults,
    wallSeconds: Math.min(options.wallSeconds ?? lab.wallSeconds ?? BATCH_WALL_SECONDS, MAX_WALL_SECONDS),
  }
}

function planProgram(lab: Lab, program: LabProgram, given: string[]): PlannedProgram {
  return {
    name: program.name,
    ready: program.ready?.listen ?? null,
    after: program.after,
    spec: {
      name: program.name,
      file: program.file,
      host: placeOf(lab, program),
      args: argumentsOf(lab, program, given),
      limits: { ...LIMITS, ...program.limits },
      ...(program.ready && { listens: true }),
      ...(program.capabilities && { capabilities: program.capabilities }),
    },
  }
}

function placeOf(lab: Lab, program: LabProgram): string {
  const host = hostOf(program, networkOf(lab))
  if (host !== null) return host
  throw new RunError('HOST_UNKNOWN', ['noPlace', program.name])
}

/** The disturbances a lab starts with, when the reader has chosen none. */
export function defaultFaults(lab: Lab, seed = NO_FAULTS.seed): FaultPlan {
  return planOf(lab.faults, {}, seed)
}
