/** From lab.json and the options of a run to what will be started, where, and with which arguments. Pure. */

import type { LoadedLab } from '../../course/load.ts'
import type { Lab, LabProgram } from '../../course/schema.ts'
import { type FaultPlan, NO_FAULTS } from '../../protocol/lab.ts'
import { BATCH_WALL_SECONDS, LIMITS, MAX_WALL_SECONDS } from '../limits.ts'
import type { ProgramSpec } from '../sandbox/types.ts'
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

/** Throws RunError `PROGRAM_UNKNOWN`, `FILE_UNKNOWN` or `FAULTS_NO_WIRE`. */
export function planRun(loaded: LoadedLab, options: RunOptions): RunPlan {
  const { lab, id } = loaded
  const names = lab.programs.map(({ name }) => name)
  for (const name of [...(options.only ?? []), ...Object.keys(options.args ?? {})])
    if (!names.includes(name))
      throw new RunError('PROGRAM_UNKNOWN', `${id} has no program "${name}"; it has ${names.join(', ')}`)
  const known = new Set([...Object.keys(loaded.files), ...lab.programs.map(({ file }) => file)])
  for (const file of Object.keys(options.files ?? {}))
    if (!known.has(file))
      throw new RunError('FILE_UNKNOWN', `${id} has no file "${file}"; it has ${[...known].join(', ')}`)
  const faults = options.faults ?? defaultFaults(lab)
  if (lab.topology === 'solo' && (faults.delayMs > 0 || faults.drop.length > 0))
    throw new RunError('FAULTS_NO_WIRE', `${id} has one host and no wire, so there is nothing to delay or drop`)
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
      host: program.host ?? defaultHost(lab, program),
      args: argumentsOf(lab, program, given),
      limits: { ...LIMITS, ...program.limits },
    },
  }
}

/** A program of a pair that names no host runs on the host it is called after, or as its `ready` says. */
function defaultHost(lab: Lab, program: LabProgram): string {
  if (lab.topology === 'solo') return 'lab'
  if (program.name === 'client' || program.name === 'server') return program.name
  return program.ready ? 'server' : 'client'
}

/** lab.json's own arguments, then each option's value (given or default), then whatever else was given. */
export function argumentsOf(lab: Lab, program: LabProgram, given: string[]): string[] {
  const nameOf = (argument: string) => argument.split('=', 1)[0]
  const names = new Set(given.map(nameOf))
  const defaults = lab.options
    .filter((option) => option.program === program.name)
    .map((option) => `${option.name}=${option.default}`)
  return [...program.args, ...defaults].filter((argument) => !names.has(nameOf(argument))).concat(given)
}

/** The disturbances a lab starts with, when the reader has chosen none. */
export function defaultFaults(lab: Lab, seed = NO_FAULTS.seed): FaultPlan {
  const dropFirst = lab.faults?.dropFirst
  const nth = Array.from({ length: dropFirst?.default ?? 0 }, (_, index) => index + 1)
  return {
    seed,
    delayMs: lab.faults?.delay?.default ?? NO_FAULTS.delayMs,
    drop: dropFirst && nth.length > 0 ? [{ from: dropFirst.from, nth }] : [],
  }
}
