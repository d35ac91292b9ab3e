/** From what Vitest reports to a verdict. Passing has to be proved test by test; anything else is not a pass. */
import type { SerializedError, TestModule } from 'vitest/node'
import type { Exercise } from '../../course/schema.ts'
import { explain, isSpecFault } from './explain.ts'
import type { Job, LoadProblem } from './slot/control.ts'
import type { Run } from './slot/slot.ts'
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
  }))
}

export function judge(exercise: Exercise, job: Job, run: Run, loadProblem: LoadProblem | undefined): Judged {
  const faults = run.lost ? ['the spec did not end in time; its worker was stopped'] : run.errors.map(textOf)
  const seen = new Map<string, { passed: boolean; errors: ReadonlyArray<SerializedError> }>()
  for (const module of run.modules) {
    faults.push(...module.errors().map(textOf), ...collect(module, job, seen))
  }
  const tests = untested(exercise, job.locale).map((test): TestVerdict => {
    const result = seen.get(test.id)
    if (!result) return test
    if (result.passed) return { ...test, state: 'passed', points: test.maxPoints, hint: undefined }
    return { ...test, state: 'failed', message: test.visibility === 'hidden' ? '' : explain(result.errors, job.locale) }
  })
  for (const test of tests) if (test.state === 'missing') faults.push(`no result for the test "${test.id}"`)
  const maxPoints = tests.reduce((sum, test) => sum + test.maxPoints, 0)
  if (faults.length > 0) {
    const problem = { code: 'GRADER_FAULT', message: [...new Set(faults)].join('; ') }
    return { verdict: 'error', points: 0, maxPoints, tests, problem }
  }
  const proved = tests.length > 0 && tests.every((test) => test.state === 'passed') && !loadProblem
  const points = tests.reduce((sum, test) => sum + test.points, 0)
  return { verdict: proved ? 'pass' : 'fail', points, maxPoints, tests, problem: loadProblem }
}

/** Takes a module's results that prove to be of this job; returns what the spec did wrong. */
function collect(
  module: TestModule,
  job: Job,
  seen: Map<string, { passed: boolean; errors: ReadonlyArray<SerializedError> }>,
): string[] {
  const faults: string[] = []
  for (const test of module.children.allTests()) {
    const meta = test.meta()
    const result = test.result()
    const errors = result.errors ?? []
    // Kept from an earlier job, or never begun: proves nothing.
    if (meta.job !== job.id) {
      if (meta.check === undefined) faults.push(`the spec has a test that is no check: "${test.name}"`)
      continue
    }
    if (meta.check === undefined || !job.tests.includes(meta.check)) faults.push(`unexpected test "${test.name}"`)
    else if (seen.has(meta.check)) faults.push(`two tests have the id "${meta.check}"`)
    else seen.set(meta.check, { passed: result.state === 'passed', errors })
    faults.push(...errors.filter(isSpecFault).map(textOf))
  }
  return faults
}

function textOf(error: SerializedError): string {
  return error.message
}
