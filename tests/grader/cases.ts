/** Submission fixtures: one folder is one case, `expected.json` beside it says more than its folder's name does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const EXERCISES = join(import.meta.dirname, '../fixtures/exercises')
const SUBMISSIONS = join(import.meta.dirname, '../fixtures/submissions')

export type Expected = {
  /** Exactly these tests do not pass. */
  failed?: string[]
  problem?: Record<string, unknown>
  /** Test id -> part of its message. */
  says?: Record<string, string>
  /** A pattern that what was printed must not match. */
  unprinted?: string
  /** A text that must have been printed, or the case did not do what it is for. */
  printed?: string
  /** Graded once more, for what it may have left for itself. */
  twice?: boolean
}

export type Case = {
  exercise: string
  wanted: 'pass' | 'fail' | 'error'
  name: string
  files: Record<string, string>
  expected: Expected
}

export function casesOf(exercise: string): Case[] {
  return (['pass', 'fail', 'error'] as const).flatMap((wanted) => {
    const folder = join(SUBMISSIONS, exercise, wanted)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .sort()
      .map((name) => read(exercise, wanted, name, join(folder, name)))
  })
}

/** What stands beside the spec. */
export function solutionOf(exercise: string, which: 'solution' | 'starter' = 'solution'): Case {
  const wanted = which === 'solution' ? 'pass' : 'fail'
  return read(exercise, wanted, which, join(EXERCISES, exercise, which))
}

function read(exercise: string, wanted: Case['wanted'], name: string, folder: string): Case {
  const names = readdirSync(folder)
  const files = names
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')])
  const expected = names.includes('expected.json')
    ? JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
    : {}
  return { exercise, wanted, name, files: Object.fromEntries(files), expected }
}
