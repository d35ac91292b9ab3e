/** Exported exercises, in a course of their own, hold under `wirebook check` as soon as their FILL-INs are written. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exerciseFiles } from '../../src/workbench/export/exercise.ts'
import type { Definition } from '../../src/workbench/frame.ts'
import { type Plan, planOf } from '../../src/workbench/plan.ts'
import { PRESETS, type PresetId } from '../../src/workbench/presets.ts'
import { wirebook } from '../cli/command.ts'
import { fillIn, type ScratchCourse, scratchCourse } from '../cli/scratch-course.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 400_000 })

const course: ScratchCourse = scratchCourse()
afterAll(() => course.remove())

type Found = { code: string; where: string; message: string }
type Checked = { problems: Found[]; warnings: Found[] }
const preset = (id: PresetId) => PRESETS.find((one) => one.id === id)!.definition

/** Everything at once: each kind of field, a length that counts the whole frame, both orders. */
const EVERYTHING: Definition = {
  name: 'everything',
  order: 'le',
  fields: [
    { name: 'magic', kind: 'magic', bytes: '"WB"' },
    { name: 'total', kind: 'int', width: 4, order: 'be' },
    { name: 'id', kind: 'uint', width: 8 },
    { name: 'offset', kind: 'int', width: 6 },
    { name: 'ratio', kind: 'float', width: 4 },
    { name: 'key', kind: 'bytes', size: { by: 'fixed', bytes: 3 } },
    { name: 'label', kind: 'utf8', size: { by: 'fixed', bytes: 8 } },
    { name: 'body', kind: 'utf8', size: { by: 'length', field: 'total', counts: 'frame', max: 500 } },
    { name: 'checksum', kind: 'crc32' },
  ],
}
const CASES: [string, Definition][] = [
  ['framing/length', preset('length')],
  ['framing/line', preset('line')],
  ['framing/dns', preset('dns')],
  ['framing/everything', EVERYTHING],
]
/** Of a busy machine, not of the skeleton. */
const BUSY = ['MUTANT_TIMES_OUT', 'MUTANT_UNSTEADY', 'RIGHT_UNSTEADY']

function plan(definition: Definition): Plan {
  const planned = planOf(definition)
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems))
  return planned.plan
}

async function check(): Promise<Checked> {
  const options = ['--course', course.folder, '--json', '--no-cache', '--seeds', '1']
  const only = CASES.flatMap(([id]) => ['--only', id])
  return JSON.parse((await wirebook(['check', ...options, ...only])).out) as Checked
}

let checked: Checked
beforeAll(async () => {
  for (const [id, definition] of CASES)
    for (const [path, text] of Object.entries(exerciseFiles(plan(definition), id)!)) {
      const file = join(course.labs, id, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  fillIn(course.folder)
  checked = await check()
})

test.each(CASES)('%s: the solution passes, the starter fails, every mutant dies by its test', (id) => {
  const of = (found: Found[]) => found.filter(({ where }) => where.includes(`/${id}`))
  expect(of(checked.problems)).toEqual([])
  expect(of(checked.warnings).filter(({ code }) => !BUSY.includes(code))).toEqual([])
  const { mutants } = JSON.parse(readFileSync(join(course.labs, id, 'exercise.json'), 'utf8')) as { mutants: object }
  expect(Object.keys(mutants).length).toBeGreaterThanOrEqual(6)
})

test('the command makes the same files of a definition', async () => {
  const file = join(course.folder, 'tlv.json')
  writeFileSync(file, JSON.stringify(preset('tlv')))
  const make = (...words: string[]) =>
    wirebook(['new', 'exercise', ...words, '--kind', 'function', '--course', course.folder])
  const made = await make('framing/tlv', '--frame', file)
  expect([made.code, made.err]).toEqual([0, ''])
  for (const [path, text] of Object.entries(exerciseFiles(plan(preset('tlv')), 'framing/tlv')!))
    expect(readFileSync(join(course.labs, 'framing/tlv', path), 'utf8')).toBe(text)
  for (const [text, code] of [
    ['{', 'FRAME_MALFORMED'],
    [JSON.stringify({ ...preset('tlv'), fields: [] }), 'FRAME_WRONG'],
    [JSON.stringify({ name: 'one', order: 'be', fields: [{ name: 'n', kind: 'uint', width: 1 }] }), 'FRAME_TINY'],
  ] as const) {
    writeFileSync(file, text)
    const refused = await make('framing/refused', '--frame', file)
    expect([refused.code, refused.err.split(':')[0]]).toEqual([64, code])
  }
})

test('what its author has to say stands as FILL-IN', () => {
  expect(exerciseFiles(plan(preset('tlv')), 'a/b')!['exercise.json']).toContain('FILL-IN A codec')
})

test('of a frame of one byte there is no exercise: no stream can cut it', () => {
  const one: Definition = { name: 'one', order: 'be', fields: [{ name: 'n', kind: 'uint', width: 1 }] }
  expect(exerciseFiles(plan(one), 'a/b')).toBeNull()
})
