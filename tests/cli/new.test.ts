/** What `wirebook new` writes: as it is, `check` lists what is to be filled in; filled in, it holds. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { FULL, NAMESPACES, ownNetwork } from '../support/tier.ts'
import { type Ended, wirebook } from './command.ts'
import { fillIn, type ScratchCourse, scratchCourse } from './scratch-course.ts'

type Found = { code: string; where: string; message: string }
type Checked = { ok: boolean; problems: Found[]; warnings: Found[] }

// Every test starts graders, beside other tests that do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 400_000 })

const course: ScratchCourse = scratchCourse()
afterAll(() => course.remove())

const EXERCISES = [
  { id: 'made/function', kind: 'function', flags: [] },
  { id: 'made/server', kind: 'server', flags: [] },
  { id: 'made/client', kind: 'client', flags: [] },
  { id: 'made/server-capture', kind: 'server', flags: ['--capture'] },
  { id: 'made/client-capture', kind: 'client', flags: ['--capture'] },
]
const possible = EXERCISES.filter(({ flags }) => flags.length === 0 || NAMESPACES)
const LABS = ['solo', 'pair', 'routed'].map((topology) => ({ id: `made/lab-${topology}`, topology }))
/** In its place in the outline, with a lab and an exercise that the outline gives it. */
const LESSON = 'tcp/backlog'
const INSIDE = ['tcp/listen-queue', ...(FULL ? ['tcp/backlog-3'] : [])]
/** Warnings of what was too late or had to be tried again: they say nothing of the scaffold. */
const OF_A_BUSY_MACHINE = ['MUTANT_TIMES_OUT', 'MUTANT_UNSTEADY', 'RIGHT_UNSTEADY']
const IDS = [...possible, ...LABS].map(({ id }) => id).concat(LESSON)

const make = (...words: string[]) => wirebook(['new', ...words, '--course', course.folder])

/** Checks take as long as starting a grader: all that was made is checked at once, as it is and then filled in. */
let before: Checked
let after: Checked
const made = new Map<string, Ended>()
/** The line that the check names for an exercise's title, before it is filled in. */
const titles = new Map<string, string | undefined>()
const of = (found: Found[], id: string) => found.filter(({ where }) => where.includes(`/${id}`))

async function check(): Promise<Checked> {
  const options = ['--course', course.folder, '--json', '--no-cache', '--seeds', '1']
  const only = [...IDS, ...INSIDE].flatMap((id) => ['--only', id])
  return JSON.parse((await wirebook(['check', ...options, ...only])).out) as Checked
}

beforeAll(async () => {
  const ended = await Promise.all([
    ...possible.map(({ id, kind, flags }) => make('exercise', id, '--kind', kind, ...flags)),
    ...LABS.map(({ id, topology }) => make('lab', id, '--topology', topology)),
    make('lesson', LESSON),
  ])
  for (const [at, id] of IDS.entries()) made.set(id, ended[at]!)
  const commands = made.get(LESSON)!.out.matchAll(/new (lab|exercise) \S+/g)
  await Promise.all(
    Array.from(commands, ([command]) =>
      make(...command.split(' ').slice(1), ...(command.includes('exercise') ? ['--kind', 'function'] : [])),
    ),
  )
  before = await check()
  for (const { id } of possible) titles.set(id, lineOf(of(before.problems, `${id}/`)))
  fillIn(course.folder)
  after = await check()
})

function lineOf(problems: Found[]): string | undefined {
  const title = problems.find(({ message }) => message.endsWith('what the learner writes'))
  const [path, line] = title?.where.split(':') ?? []
  return path && readFileSync(path, 'utf8').split('\n')[Number(line) - 1]
}

test.for(EXERCISES)(
  'a new exercise $id is told as unfinished by path and line, and holds once filled in',
  ({ id, flags }, context) => {
    if (flags.length > 0) ownNetwork(context)
    const { code, out } = made.get(id)!
    expect(code, out).toBe(0)
    expect(out).toContain(`npx wirebook check --only ${id}`)
    expect(new Set(of(before.problems, `${id}/`).map((one) => one.code))).toEqual(new Set(['PLACEHOLDER']))
    expect(titles.get(id)).toContain('FILL-IN what the learner writes')
    const warnings = of(after.warnings, `${id}/`).filter(({ code: one }) => !OF_A_BUSY_MACHINE.includes(one))
    expect([of(after.problems, `${id}/`), warnings]).toEqual([[], []])
  },
)

test.each(LABS)('a new lab on $topology runs as it promises once it is filled in', ({ id }) => {
  expect(made.get(id)!.code).toBe(0)
  expect(of(before.problems, `${id}/`).map(({ code }) => code)).toContain('PLACEHOLDER')
  expect(of(after.problems, `${id}/`)).toEqual([])
})

test('a new lesson, with its labs and exercises, holds in both languages once all are filled in', () => {
  expect(made.get(LESSON)!.code).toBe(0)
  expect(before.problems.map(({ where }) => where.split(':')[0])).toEqual(
    expect.arrayContaining([expect.stringContaining('en/tcp/backlog'), expect.stringContaining('zh-cn/tcp/backlog')]),
  )
  expect(after).toMatchObject({ ok: true, problems: [] })
})

test.each([
  [['exercise', 'made/taken', '--kind', 'function'], 'PATH_TAKEN'],
  [['exercise', 'Made/It', '--kind', 'function'], 'ID_MALFORMED'],
  [['exercise', 'made/packets', '--kind', 'function', '--capture'], 'CAPTURE_KIND'],
  [['lesson', 'tcp/handshak'], 'LESSON_UNLISTED'],
])('%j is refused: %s', async (words, code) => {
  if (code === 'PATH_TAKEN') await make(...words)
  const ended = await make(...words)
  expect([ended.code, ended.err.split(':')[0]]).toEqual([64, code])
})
