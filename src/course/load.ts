/** Reads labs and exercises from the labs folder: every file is parsed here, once; a wrong one is a CourseError. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { exerciseIssues } from './exercise-network.ts'
import { checkFaults } from './fault-issues.ts'
import { lineOf } from './json-lines.ts'
import { nearest } from './nearest.ts'
import { planNetwork } from './network.ts'
import { checkPrograms } from './programs.ts'
import { Exercise, Lab } from './schema.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const LABS = join(ROOT, 'labs')
export const CONTENT = join(ROOT, 'content')

/** An id that names nothing: those near it, or where nothing is near it the units there are. */
export type Unknown = { what: 'lab' | 'exercise'; id: string; near: readonly string[]; units: readonly string[] }

/** A fault in the course's own files, or an id that names nothing. */
export class CourseError extends Error {
  override name = 'CourseError'
  readonly code: string
  /** Of an id that names nothing. */
  readonly unknown: Unknown | null
  constructor(code: string, message: string, unknown: Unknown | null = null) {
    super(message)
    this.code = code
    this.unknown = unknown
  }
}

export type Files = Record<string, string>
export type LoadedLab = { id: string; folder: string; lab: Lab; files: Files }
export type LoadedExercise = {
  id: string
  folder: string
  exercise: Exercise
  starter: Files
  solution: Files
  specFile: string
  driverFile: string | null
}

export function listLabs(labs = LABS): string[] {
  return listFolders('lab.json', labs)
}

export function listExercises(labs = LABS): string[] {
  return listFolders('exercise.json', labs)
}

function listFolders(marker: string, labs = LABS): string[] {
  if (!existsSync(labs)) return []
  return readdirSync(labs, { withFileTypes: true })
    .filter((unit) => unit.isDirectory())
    .flatMap((unit) => readdirSync(join(labs, unit.name)).map((slug) => `${unit.name}/${slug}`))
    .filter((id) => existsSync(join(labs, id, marker)))
    .sort()
}

/** `labs`: another folder of labs. Throws CourseError `LAB_UNKNOWN` or `LAB_INVALID`. */
export function loadLab(id: string, labs = LABS): LoadedLab {
  const folder = existing(id, 'lab.json', 'LAB_UNKNOWN', 'lab', () => listLabs(labs), labs)
  const lab = parseLab(join(folder, 'lab.json'))
  return { id, folder, lab, files: readTexts(folder, (name) => name.endsWith('.ts')) }
}

/** `labs`: another folder of exercises, for tests. Throws CourseError `EXERCISE_UNKNOWN` or `EXERCISE_INVALID`. */
export function loadExercise(id: string, labs = LABS): LoadedExercise {
  const folder = existing(id, 'exercise.json', 'EXERCISE_UNKNOWN', 'exercise', () => listExercises(labs), labs)
  const exercise = parse(Exercise, join(folder, 'exercise.json'), 'EXERCISE_INVALID')
  const [issue] = exerciseIssues(exercise)
  if (issue !== undefined) throw invalid('EXERCISE_INVALID', join(folder, 'exercise.json'), issue)
  for (const [name, mutant] of Object.entries(exercise.mutants)) {
    for (const test of mutant.killedBy) {
      if (!(test in exercise.tests))
        throw new CourseError(
          'EXERCISE_INVALID',
          `${id}: mutant "${name}" names the test "${test}", which is not there`,
        )
    }
  }
  const driver = join(folder, 'driver.ts')
  return {
    id,
    folder,
    exercise,
    starter: filesOf(folder, 'starter', exercise),
    solution: filesOf(folder, 'solution', exercise),
    specFile: join(folder, 'exercise.spec.ts'),
    driverFile: existsSync(driver) ? driver : null,
  }
}

/** The files of one submission folder of an exercise: `solution`, `mutants/<name>`, `alternatives/<name>`. */
export function filesOf(folder: string, part: string, exercise: Exercise): Files {
  const at = join(folder, part)
  return Object.fromEntries(
    exercise.files.map((name) => {
      if (!existsSync(join(at, name))) throw new CourseError('EXERCISE_INVALID', `${at} has no file ${name}`)
      return [name, readFileSync(join(at, name), 'utf8')]
    }),
  )
}

export function subfolders(folder: string, part: string): string[] {
  const at = join(folder, part)
  return existsSync(at)
    ? readdirSync(at)
        .filter((name) => statSync(join(at, name)).isDirectory())
        .sort()
    : []
}

function existing(
  id: string,
  marker: string,
  code: string,
  what: Unknown['what'],
  all: () => string[],
  labs = LABS,
): string {
  const folder = join(labs, id)
  if (/^[a-z0-9-]+\/[a-z0-9-]+$/.test(id) && existsSync(join(folder, marker))) return folder
  const names = all()
  const near = nearest(id, names)
  const units = [...new Set(names.map((name) => name.split('/')[0]!))]
  const hint =
    near.length > 0 ? `; near it: ${near.join(', ')}` : `; an id is <unit>/<name>, units: ${units.join(', ')}`
  throw new CourseError(code, `there is no ${what} "${id}"${hint}`, { what, id, near, units })
}

function readTexts(folder: string, wanted: (name: string) => boolean): Files {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => wanted(name) && statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

/** `file` is a lab.json. Throws CourseError `LAB_INVALID` with file, line, place and what was expected. */
export function parseLab(file: string): Lab {
  const lab = parse(Lab, file, 'LAB_INVALID')
  const { network, issues } = planNetwork(lab)
  const [issue] = [...issues, ...checkPrograms(lab.programs, network), ...checkFaults(lab.faults, network)]
  if (issue !== undefined) throw invalid('LAB_INVALID', file, issue)
  return lab
}

function parse<S extends z.ZodType>(schema: S, file: string, code: string): z.infer<S> {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new CourseError(code, `${file}: ${(error as Error).message}`)
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  throw invalid(code, file, result.error.issues[0]!)
}

/** `labs/tcp/close-1/lab.json:12: hosts.0.routes.1.via: …` */
function invalid(code: string, file: string, { path, message }: { path: PropertyKey[]; message: string }): CourseError {
  const line = lineOf(readFileSync(file, 'utf8'), path)
  return new CourseError(code, `${file}:${line}: ${path.map(String).join('.') || 'top level'}: ${message}`)
}
