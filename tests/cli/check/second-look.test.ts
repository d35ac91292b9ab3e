/** An exercise whose solution failed, or whose mutant lived, is proved once more when no other is: what then holds is a warning. */
import { expect, test } from 'vitest'
import type { Problem } from '../../../src/cli/check/problem.ts'
import { type ExerciseReport, secondLook } from '../../../src/cli/check/run.ts'

const problem = (code: string, name: string): Problem => ({
  code,
  where: `labs/a/b/${name}`,
  message: 'seed 2: two (late)',
})
const report = (...problems: Problem[]): ExerciseReport => ({ id: 'a/b', parts: [], problems, warnings: [], ms: 1_000 })

test('a solution that passes then is unsteady', () => {
  const told = secondLook(report(problem('RIGHT_FAILS', 'solution')), report())
  expect(told.problems).toEqual([])
  expect(told.warnings).toEqual([
    {
      code: 'RIGHT_UNSTEADY',
      where: 'labs/a/b/solution',
      message: expect.stringMatching(/^passes only .*seed 2: two \(late\)$/),
    },
  ])
  expect(told.ms).toBe(2_000)
})

test('one that fails again is a problem, and told once', () => {
  const failing = problem('RIGHT_FAILS', 'solution')
  const told = secondLook(report(failing, problem('RIGHT_FAILS', 'alternatives/x')), report(failing))
  expect(told.problems).toEqual([failing])
  expect(told.warnings.map(({ where }) => where)).toEqual(['labs/a/b/alternatives/x'])
})

test('a mutant that is caught then is unsteady, one that lives again is a problem', () => {
  const [dies, lives] = [problem('MUTANT_LIVES', 'mutants/m'), problem('MUTANT_LIVES', 'mutants/n')]
  const told = secondLook(report(dies, lives), report(lives))
  expect(told.problems).toEqual([lives])
  expect(told.warnings).toEqual([
    { code: 'MUTANT_UNSTEADY', where: dies.where, message: expect.stringMatching(/^is caught only .*seed 2/) },
  ])
})

test('other problems are those of the second time', () => {
  const lives = problem('MUTANT_LIVES', 'mutants/m')
  const told = secondLook(report(problem('RIGHT_FAILS', 'solution'), problem('MUTANTS_FEW', 'mutants')), report(lives))
  expect(told.problems).toEqual([lives])
})
