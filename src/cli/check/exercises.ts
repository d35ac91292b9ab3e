/**
 * Proves an exercise. Its solution and alternatives pass under every seed; its starter fails under every seed; each
 * mutant fails by a test that exercise.json names for its mistake; each test is failed by something.
 *
 * What need not run does not: a mutant meets only the tests that are named for it, one after the other until one fails
 * it, and a starter one test after the other until one fails it, which it meets again under further seeds.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Files, filesOf, type LoadedExercise, ROOT, subfolders } from '../../course/load.ts'
import { shownPath } from './course.ts'
import { type Outcome, told } from './outcome.ts'
import { type Findings, noFindings } from './problem.ts'
import type { Prover, Question } from './prover.ts'

/** One submission and what became of it. `caughtBy`: the test that failed one that is wrong. */
export type Part = {
  name: string
  wanted: 'pass' | 'fail'
  ok: boolean
  caughtBy?: string
  cause?: 'assertion' | 'late' | 'gone'
  /** What was wrong, or remarkable; empty otherwise. */
  note: string
  /** Of its gradings together, when they were made. */
  ms: number
}
export type ProveOptions = {
  /** 1 to this number. */
  seeds: number
  /** Mutants too meet every seed. */
  thorough: boolean
}
export type Proved = { parts: Part[]; findings: Findings }

type Ask = (question: Question) => Promise<Outcome>
type Judged = Omit<Part, 'name' | 'wanted' | 'ms'> & { code?: string; warning?: boolean }

export const RIGHT_FAILS = 'RIGHT_FAILS'
export const RIGHT_UNSTEADY = 'RIGHT_UNSTEADY'
export const MUTANT_LIVES = 'MUTANT_LIVES'
export const MUTANT_UNSTEADY = 'MUTANT_UNSTEADY'
const LEAST_MUTANTS = 5
/** Submissions that the project's tests keep for an exercise; a test may be proved by them. */
const FIXTURES = join(ROOT, 'tests/fixtures/submissions')

const passes = ({ verdict }: Outcome) => verdict === 'pass'
const fails = (outcome: Outcome) => outcome.verdict === 'fail' && outcome.failed.length > 0

/** Rejects with the signal's reason of the prover. */
export async function checkExercise(prover: Prover, loaded: LoadedExercise, options: ProveOptions): Promise<Proved> {
  const { exercise, folder } = loaded
  const here = shownPath(folder)
  const findings = noFindings()
  const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1)
  const ask = prover.of(loaded)
  const proved = new Set<string>()
  const mutants = subfolders(folder, 'mutants').filter((name) => name in exercise.mutants)
  const rights = ['solution', ...subfolders(folder, 'alternatives').map((name) => `alternatives/${name}`)]
  const tests = Object.keys(exercise.tests)
  const part = async (
    name: string,
    wanted: Part['wanted'],
    judge: (asked: Ask, files: Files) => Promise<Judged>,
  ): Promise<Part> => {
    let ms = 0
    const noted: Ask = async (question) => {
      const outcome = await ask(question)
      ms += outcome.ms
      if (wanted === 'fail') for (const { id } of outcome.failed) proved.add(id)
      return outcome
    }
    const { code, warning, ...judged } = await judge(noted, filesOf(folder, name, exercise))
    if (code !== undefined) {
      const where = `${here}/${name}`
      ;(warning ? findings.warnings : findings.problems).push({ code, where, message: judged.note })
    }
    return { name, wanted, ms: Math.round(ms), ...judged }
  }
  const parts = await Promise.all([
    part('starter', 'fail', (asked, files) => judgeStarter(asked, files, tests, seeds)),
    ...rights.map((name) => part(name, 'pass', (asked, files) => judgeRight(asked, files, seeds))),
    ...mutants.map((name) =>
      part(`mutants/${name}`, 'fail', (asked, files) =>
        judgeMutant(asked, files, exercise.mutants[name]!, options.thorough ? seeds : [1]),
      ),
    ),
  ])

  // Where something wrong was not judged, what it would have failed is not known.
  const judged = parts.every(({ wanted, ok }) => wanted === 'pass' || ok)
  const unproved = judged ? tests.filter((test) => !proved.has(test)) : []
  for (const test of await useless(ask, loaded, mutants, unproved))
    findings.problems.push({
      code: 'TEST_USELESS',
      where: `${here}/exercise.json`,
      message: `the test "${test}" fails for no mutant, starter or fixture: add a mutant that it catches, or leave it out`,
    })
  findings.problems.push(...missing(loaded))
  return { parts, findings }
}

/** What can be said without a grading. */
function missing({ exercise, folder, specFile }: LoadedExercise): Findings['problems'] {
  const problems: Findings['problems'] = []
  const add = (code: string, where: string, message: string) =>
    problems.push({ code, where: `${shownPath(folder)}/${where}`, message })
  if (!existsSync(specFile)) add('SPEC_MISSING', 'exercise.spec.ts', 'there is no spec')
  const mutants = subfolders(folder, 'mutants')
  if (mutants.length < LEAST_MUTANTS)
    add('MUTANTS_FEW', 'mutants', `${mutants.length} mutants; at least ${LEAST_MUTANTS} are asked`)
  if (subfolders(folder, 'alternatives').length < 1)
    add('ALTERNATIVES_FEW', 'alternatives', 'a second right solution is asked')
  for (const name of mutants)
    if (!(name in exercise.mutants))
      add('MUTANT_UNEXPLAINED', `mutants/${name}`, 'exercise.json does not say why it is wrong')
  for (const name of Object.keys(exercise.mutants))
    if (!mutants.includes(name)) add('MUTANT_MISSING', `mutants/${name}`, 'named in exercise.json, not there')
  return problems
}

/** Under all seeds at once: a grading mostly waits. */
async function judgeRight(ask: Ask, files: Files, seeds: number[]): Promise<Judged> {
  const judged = await Promise.all(seeds.map((seed) => rightUnder(seed, ask, files)))
  return judged.find(({ ok }) => !ok) ?? judged.find(({ note }) => note !== '') ?? { ok: true, note: '' }
}

async function rightUnder(seed: number, ask: Ask, files: Files): Promise<Judged> {
  const outcome = await ask({ files, seed, holds: passes })
  if (outcome.verdict === 'error') return ours(outcome)
  if (passes(outcome)) return { ok: true, note: '' }
  // A busy machine may be too slow once; an assertion that fails is no matter of time.
  const slow = !outcome.problem && outcome.failed.every(({ cause }) => cause === 'late')
  if (!slow || !passes(await ask({ files, seed, holds: passes })))
    return { ok: false, code: RIGHT_FAILS, note: told(outcome) }
  const note = `passes only when it is tried again: ${told(outcome)}`
  return { ok: true, code: RIGHT_UNSTEADY, warning: true, note }
}

async function judgeStarter(ask: Ask, files: Files, tests: string[], [first, ...others]: number[]): Promise<Judged> {
  const judged = await starterUnder(first ?? 1, ask, files, tests)
  if (!judged.ok) return judged
  // That which failed it under one seed will under another.
  const { caughtBy } = judged
  const sooner = tests.toSorted((a, b) => Number(b === caughtBy) - Number(a === caughtBy))
  const again = await Promise.all(others.map((seed) => starterUnder(seed, ask, files, sooner)))
  return again.find(({ ok }) => !ok) ?? judged
}

async function starterUnder(seed: number, ask: Ask, files: Files, tests: string[]): Promise<Judged> {
  for (const test of tests) {
    const outcome = await ask({ files, seed, only: [test], holds: fails })
    if (outcome.verdict === 'error') return ours(outcome)
    if (outcome.problem) return { ok: false, code: 'STARTER_BROKEN', note: told(outcome) }
    const [failed] = outcome.failed
    if (failed) return { ok: true, note: '', caughtBy: failed.id, cause: failed.cause }
  }
  return { ok: false, code: 'STARTER_PASSES', note: `seed ${seed}: it passes as it is` }
}

async function judgeMutant(
  ask: Ask,
  files: Files,
  { killedBy, hangs }: { killedBy: string[]; hangs: boolean },
  seeds: number[],
): Promise<Judged> {
  let judged: Judged = { ok: true, note: '' }
  for (const seed of seeds) {
    judged = await underSeed(seed)
    if (!judged.ok) return judged
  }
  return judged

  async function underSeed(seed: number): Promise<Judged> {
    let late: Outcome['failed'][number] | undefined
    for (const test of killedBy) {
      const question = { files, seed, only: [test], holds: fails }
      const first = await ask(question)
      // What could not be loaded may not have been given the time: a file that is broken is so again.
      const outcome = first.problem ? await ask(question) : first
      if (outcome.verdict === 'error') return ours(outcome)
      if (outcome.problem) return { ok: false, code: 'MUTANT_BROKEN', note: told(outcome) }
      const [failed] = outcome.failed
      if (failed && (hangs || failed.cause !== 'late'))
        return { ok: true, note: '', caughtBy: failed.id, cause: failed.cause }
      late ??= failed
    }
    if (late) {
      const note = `only a time-out of "${late.id}" catches it: ${late.message || 'no message'}; say "hangs": true if that is its mistake`
      return { ok: true, code: 'MUTANT_TIMES_OUT', warning: true, note, caughtBy: late.id, cause: 'late' }
    }
    const all = await ask({ files, seed, holds: () => false })
    if (passes(all)) return { ok: false, code: MUTANT_LIVES, note: `seed ${seed}: it passes` }
    const second = all.failed.find(({ id }) => killedBy.includes(id))
    if (second) {
      const note = `only when it was tried again "${second.id}" caught it: ${second.message}`
      return { ok: true, code: MUTANT_UNSTEADY, warning: true, note, caughtBy: second.id, cause: second.cause }
    }
    const note = `not caught by ${killedBy.join(', ')}, but ${told(all)}`
    return { ok: false, code: 'MUTANT_KILLED_ELSEWHERE', note }
  }
}

function ours(outcome: Outcome): Judged {
  return { ok: false, code: 'GRADING_ERROR', note: told(outcome) }
}

/** Those of the tests that fail for nobody: the starter is tried, mutants that are named for others, the fixtures. */
async function useless(ask: Ask, { id, folder, exercise }: LoadedExercise, mutants: string[], tests: string[]) {
  const fixtures = subfolders(join(FIXTURES, id), 'fail').map((name) => ({
    at: join(FIXTURES, id),
    name: `fail/${name}`,
  }))
  const own = ['starter', ...mutants.map((name) => `mutants/${name}`)]
  const wrong = [...own.map((name) => ({ at: folder, name })), ...fixtures]
  let left = tests
  for (const { at, name } of wrong) {
    if (left.length === 0) break
    const { failed } = await ask({ files: filesOf(at, name, exercise), seed: 1, only: left, holds: fails })
    left = left.filter((test) => !failed.some((one) => one.id === test))
  }
  return left
}
