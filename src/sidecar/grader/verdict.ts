/** From what Vitest reports to a verdict. Passing has to be proved test by test; anything else is not a pass. */
import type { SerializedError } from 'vitest'
import type { Files } from '../../course/load.ts'
import type { Exercise } from '../../course/schema.ts'
import { type About, explain, isSpecFault } from './explain.ts'
import type { Job, LoadProblem, SpecTest } from './slot/control.ts'
import type { Run } from './slot/slot.ts'
import { withSource } from './source.ts'
import type { Locale, TestVerdict, Verdict } from './types.ts'

export type Judged = Pick<Verdict, 'verdict' | 'points' | 'maxPoints' | 'tests' | 'problem'>

/** Every test of an exercise as not run, e.g. where the submission cannot be read. */
export function untested(exercise: Exercise, locale: Locale): TestVerdict[] {
  return Object.entries(exercise.tests).map(([id, test]) => ({
    id,
    title: test.title[locale],
    state: 'missing',
    points: 0,
    maxPoints: test.points,
    message: '',
    visibility: test.visibility,
    hint: exercise.hints[test.hint - 1]?.[locale],
    hintId: test.hint,
  }))
}

/** `files`: the submission as it was written; messages show lines of it. */
export function judge(
  exercise: Exercise,
  job: Job,
  run: Run,
  loadProblem: LoadProblem | undefined,
  files: Files = job.load.files,
): Judged {
  const faults = run.lost ? ['the spec did not end in time; its worker was stopped'] : run.errors.map(textOf)
  const { seen, wrong } = collect(run.tests, job)
  faults.push(...wrong)
  const about = { locale: job.locale, files, fields: exercise.fields }
  const tests = untested(exercise, job.locale).map((test) => {
    const result = seen.get(test.id)
    return result ? tested(test, result, about, job.hidden.includes(test.id)) : test
  })
  for (const test of tests)
    if (test.state === 'missing' && job.wanted.includes(test.id)) faults.push(`no result for the test "${test.id}"`)
  const maxPoints = tests.reduce((sum, test) => sum + test.maxPoints, 0)
  if (faults.length > 0) {
    const problem = { code: 'GRADER_FAULT', message: [...new Set(faults)].join('; ') }
    return { verdict: 'error', points: 0, maxPoints, tests, problem }
  }
  const proved = tests.length > 0 && tests.every((test) => test.state === 'passed') && !loadProblem
  const points = tests.reduce((sum, test) => sum + test.points, 0)
  const problem = loadProblem && withSource(loadProblem, files)
  return { verdict: proved ? 'pass' : 'fail', points, maxPoints, tests, problem }
}

function tested(
  test: TestVerdict,
  { passed, errors, ms, packets }: SpecTest,
  about: About,
  hidden: boolean,
): TestVerdict {
  const timed = ms === undefined ? test : { ...test, ms: Math.round(ms * 10) / 10 }
  if (passed) return { ...timed, state: 'passed', points: test.maxPoints, hint: undefined, hintId: undefined }
  const told = explain(errors, about)
  // Of a hidden test its behaviour, its hint and how it ended: everything else could hold its data.
  if (hidden) return { ...timed, state: 'failed', cause: told.cause, ...(told.code ? { code: told.code } : {}) }
  return { ...timed, state: 'failed', ...told, ...(packets && packets.length > 0 ? { packets } : {}) }
}

/** The results that prove to be of this job, by the test's id, and what the spec did wrong. */
function collect(tests: readonly SpecTest[], job: Job): { seen: Map<string, SpecTest>; wrong: string[] } {
  const seen = new Map<string, SpecTest>()
  const wrong: string[] = []
  for (const test of tests) {
    const { name, check, errors } = test
    // Never begun, or no check at all: proves nothing.
    if (test.job !== job.id) {
      if (check === undefined) wrong.push(`the spec has a test that is no check: "${name}"`)
      continue
    }
    if (check === undefined || !job.tests.includes(check)) wrong.push(`unexpected test "${name}"`)
    else if (seen.has(check)) wrong.push(`two tests have the id "${check}"`)
    else seen.set(check, test)
    wrong.push(...errors.filter(isSpecFault).map(textOf))
  }
  return { seen, wrong }
}

function textOf(error: SerializedError): string {
  return error.message
}
