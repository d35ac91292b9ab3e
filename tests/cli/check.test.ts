/** `wirebook check` on exercises that are wrong in one way each. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Ended, start, wirebook } from './command.ts'
import { edit, put, replace, type ScratchCourse, scaffolded, scratchCourse } from './scratch-course.ts'

type Found = { code: string; where: string; message: string }
type Checked = {
  ok: boolean
  problems: Found[]
  warnings: Found[]
  gradings: number
  remembered: number
  interrupted: boolean
  proofs: { exercise: string; submissions: { name: string; ok: boolean; caughtBy?: string; cause?: string }[] }[]
}
type ExerciseJson = {
  tests: Record<string, object>
  mutants: Record<string, { killedBy: string[]; hangs?: boolean; why: object }>
  callMs?: number
}

// Every test starts graders, beside other tests that do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 })

let course: ScratchCourse
beforeAll(() => {
  course = scratchCourse()
})
afterAll(() => course.remove())

const words = (only: string[], ...more: string[]) => [
  'check',
  '--course',
  course.folder,
  ...only.flatMap((id) => ['--only', id]),
  ...more,
]
async function check(only: string[], ...more: string[]): Promise<Ended & { found: Checked }> {
  const ended = await wirebook(words(only, '--json', ...more))
  return { ...ended, found: JSON.parse(ended.out || 'null') as Checked }
}
const solutionOf = (folder: string) => readFileSync(join(folder, `solution/${folder.split('/').at(-1)}.ts`), 'utf8')

describe('wrong exercises', () => {
  /** Each is a scaffold with one change. */
  const CHANGES: Record<string, (folder: string, file: string) => void> = {
    'starter-passes': (folder, file) => put(join(folder, `starter/${file}`), solutionOf(folder)),
    'right-fails': (folder, file) => replace(join(folder, `alternatives/reduced/${file}`), '% 256', '% 255'),
    'mutant-lives': (folder, file) => put(join(folder, `mutants/no-wrap/${file}`), solutionOf(folder)),
    'killed-elsewhere': (folder) =>
      edit<ExerciseJson>(join(folder, 'exercise.json'), ({ mutants }) => {
        mutants.signed!.killedBy = ['empty']
      }),
    'mutant-breaks': (folder, file) => put(join(folder, `mutants/no-wrap/${file}`), 'export const a = = 1\n'),
    'mutant-hangs': (folder, file) => {
      edit<ExerciseJson>(join(folder, 'exercise.json'), (exercise) => {
        exercise.callMs = 400
      })
      put(join(folder, `mutants/no-wrap/${file}`), 'export function checksum(): number {\n  for (;;);\n}\n')
    },
    'test-useless': (folder) => {
      edit<ExerciseJson>(join(folder, 'exercise.json'), ({ tests }) => {
        tests.idle = { title: { en: 'nothing', 'zh-cn': '无' }, hint: 1 }
      })
      const spec = join(folder, 'exercise.spec.ts')
      put(spec, `${readFileSync(spec, 'utf8')}\ncheck('idle', () => {\n  expect(1).toBe(1)\n})\n`)
    },
    'data-shown': (folder) => {
      replace(join(folder, 'exercise.spec.ts'), 'random.int(128, 255)', 'random.int(128, 255), 76543')
      edit<{ hints: { en: string }[] }>(join(folder, 'exercise.json'), ({ hints }) => {
        hints[0]!.en = 'What becomes of 76,543?'
      })
    },
    'one-language': (folder) =>
      edit<{ tests: Record<string, { title: { 'zh-cn': string } }> }>(join(folder, 'exercise.json'), ({ tests }) => {
        tests.sum!.title['zh-cn'] = 'the sum of some bytes'
      }),
  }
  let found: Checked
  beforeAll(async () => {
    for (const [name, change] of Object.entries(CHANGES))
      change(scaffolded(course, `wrong/${name}`, 'function'), `${name}.ts`)
    const { code, found: all } = await check(
      Object.keys(CHANGES).map((name) => `wrong/${name}`),
      '--no-cache',
      '--seeds',
      '1',
    )
    expect(code).toBe(1)
    found = all
  })
  const of = (name: string, list: Found[]) => list.filter(({ where }) => where.includes(`/wrong/${name}/`))

  test.each([
    ['starter-passes', 'STARTER_PASSES', 'starter', 'passes as it is'],
    ['right-fails', 'RIGHT_FAILS', 'alternatives/reduced', 'wraps'],
    ['mutant-lives', 'MUTANT_LIVES', 'mutants/no-wrap', 'it passes'],
    ['killed-elsewhere', 'MUTANT_KILLED_ELSEWHERE', 'mutants/signed', 'not caught by empty, but seed 1: wraps'],
    ['mutant-breaks', 'MUTANT_BROKEN', 'mutants/no-wrap', 'SUBMISSION_SYNTAX'],
    ['test-useless', 'TEST_USELESS', 'exercise.json', '"idle"'],
    ['data-shown', 'HIDDEN_DATA_SHOWN', 'exercise.json:', '76543 is data of the hidden test "wraps"'],
    ['one-language', 'TEXT_LANGUAGE', 'exercise.json:', 'the sum of some bytes'],
  ])('%s is told as %s, and nothing else', (name, code, where, message) => {
    const problems = of(name, found.problems)
    expect(problems.map((problem) => problem.code)).toEqual([code])
    expect(problems[0]!.where).toContain(`/wrong/${name}/${where}`)
    expect(problems[0]!.message).toContain(message)
  })

  test('a mutant that only a time-out catches is a warning, and not when hanging is its mistake', async () => {
    expect(of('mutant-hangs', found.problems)).toEqual([])
    expect(of('mutant-hangs', found.warnings).map(({ code }) => code)).toEqual(['MUTANT_TIMES_OUT'])
    edit<ExerciseJson>(join(course.labs, 'wrong/mutant-hangs/exercise.json'), ({ mutants }) => {
      mutants['no-wrap']!.hangs = true
    })
    const again = await check(['wrong/mutant-hangs'], '--no-cache', '--seeds', '1')
    expect([again.code, again.found.warnings]).toEqual([0, []])
    const mutant = again.found.proofs[0]!.submissions.find(({ name }) => name === 'mutants/no-wrap')
    expect(mutant).toMatchObject({ ok: true, caughtBy: 'wraps', cause: 'late' })
  })

  test('it says of each mutant which test caught it', () => {
    const { submissions } = found.proofs.find(({ exercise }) => exercise === 'wrong/one-language')!
    const caught = submissions.filter(({ name }) => name.startsWith('mutants/'))
    expect(Object.fromEntries(caught.map(({ name, caughtBy }) => [name.slice('mutants/'.length), caughtBy]))).toEqual({
      'no-wrap': 'wraps',
      'skips-first': 'sum',
      'skips-last': 'sum',
      signed: 'wraps',
      'starts-at-one': 'empty',
    })
  })
})

test('Ctrl-C ends a check with what is known', async () => {
  const folder = scaffolded(course, 'slow/loops', 'function')
  scaffolded(course, 'slow/quick', 'function')
  edit<ExerciseJson>(join(folder, 'exercise.json'), (exercise) => {
    exercise.callMs = 120_000
  })
  put(join(folder, 'mutants/no-wrap/loops.ts'), 'export function checksum(): number {\n  for (;;);\n}\n')
  const running = start(words(['slow/loops', 'slow/quick'], '--no-cache'))
  await running.heard('exercise slow/quick')
  const began = performance.now()
  running.child.kill('SIGINT')
  const { code, out } = await running.ended
  expect(code).toBe(130)
  expect(out).toMatch(/✓ exercise slow\/quick[\s\S]*stopped; so far: 0 problems/)
  expect(performance.now() - began).toBeLessThan(60_000) // of the 120 s that the loop may take
})

test('--watch shows the verdicts again after a save', async () => {
  const folder = scaffolded(course, 'watched/sum', 'function')
  const running = start(words(['watched/sum'], '--watch'))
  await running.heard('it holds')
  replace(join(folder, 'solution/sum.ts'), '& 0xff', '& 0x7f')
  await running.heard('✗ solution')
  running.child.kill('SIGINT')
  const { code, out } = await running.ended
  expect(code).toBe(0)
  expect(out).toMatch(/✓ mutants\/signed +fails by "wraps"/)
  expect(out).toMatch(/solution\/sum\.ts was saved/)
})

test('an id that nothing has is wrong usage, and those near it are named', async () => {
  const { code, err } = await wirebook(['check', '--only', 'boundaries/frame-decodr'])
  expect(code).toBe(64)
  expect(err).toMatch(/^ID_UNKNOWN: .*near it: boundaries\/frame-decoder/)
})
