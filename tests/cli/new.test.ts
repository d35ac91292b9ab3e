/** What `wirebook new` writes: as it is, `check` lists what is to be filled in; filled in, it holds. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { FULL, ownNetwork } from '../support/tier.ts'
import { wirebook } from './command.ts'
import { fillIn, type ScratchCourse, scratchCourse } from './scratch-course.ts'

type Found = { code: string; where: string; message: string }
type Checked = { ok: boolean; problems: Found[]; warnings: Found[] }

// Every test starts graders, beside other tests that do.
vi.setConfig({ testTimeout: 240_000 })

let course: ScratchCourse
beforeAll(() => {
  course = scratchCourse()
})
afterAll(() => course.remove())

const make = (...words: string[]) => wirebook(['new', ...words, '--course', course.folder])
async function check(...only: string[]): Promise<Checked> {
  const options = ['--course', course.folder, '--json', '--no-cache', '--seeds', '2']
  return JSON.parse((await wirebook(['check', ...options, ...only.flatMap((id) => ['--only', id])])).out) as Checked
}

describe.each([
  ['function', []],
  ['server', []],
  ['client', []],
  ['server', ['--capture']],
  ['client', ['--capture']],
])('a new %s exercise %s', (kind, flags) => {
  const id = `made/${[kind, ...flags.map((flag) => flag.slice(2))].join('-')}`

  test('is told as unfinished by path and line, and holds once it is filled in', async (context) => {
    if (flags.length > 0) ownNetwork(context)
    const { code, out } = await make('exercise', id, '--kind', kind, ...flags)
    expect(code, out).toBe(0)
    expect(out).toContain(`npx wirebook check --only ${id}`)
    const before = await check(id)
    expect(new Set(before.problems.map(({ code: one }) => one))).toEqual(new Set(['PLACEHOLDER']))
    const title = before.problems.find(({ message }) => message.endsWith('what the learner writes'))!
    const [path, line] = title.where.split(':')
    expect(readFileSync(path!, 'utf8').split('\n')[Number(line) - 1]).toContain('FILL-IN what the learner writes')
    fillIn(join(course.labs, id))
    const after = await check(id)
    expect([after.problems, after.warnings]).toEqual([[], []])
  })
})

test.each(['solo', 'pair', 'routed'])('a new lab on %s runs as it promises once it is filled in', async (topology) => {
  const id = `made/lab-${topology}`
  expect((await make('lab', id, '--topology', topology)).code).toBe(0)
  expect((await check(id)).problems.map(({ code }) => code)).toContain('PLACEHOLDER')
  fillIn(join(course.labs, id))
  expect((await check(id)).problems).toEqual([])
})

test('a new lesson, with its labs and exercises, holds in both languages once all are filled in', async () => {
  const { code, out } = await make('lesson', 'tcp/backlog')
  expect(code).toBe(0)
  for (const [command] of out.matchAll(/new (lab|exercise) \S+/g))
    await make(...command.split(' ').slice(1), ...(command.includes('exercise') ? ['--kind', 'function'] : []))
  expect((await check('tcp/backlog')).problems.map(({ where }) => where.split(':')[0])).toEqual(
    expect.arrayContaining([expect.stringContaining('en/tcp/backlog'), expect.stringContaining('zh-cn/tcp/backlog')]),
  )
  fillIn(course.folder)
  expect((await check('tcp/backlog')).problems).toEqual([])
  expect((await check('tcp/listen-queue', ...(FULL ? ['tcp/backlog-3'] : []))).problems).toEqual([])
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
