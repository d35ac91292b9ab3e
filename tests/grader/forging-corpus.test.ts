/** The corpus as a whole, and submissions that are better made than filed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import { EXERCISES, solutionOf } from './cases.ts'
import { CORPUS, forgingCases } from './forging.ts'

const SECURITY = readFileSync(join(import.meta.dirname, '../../SECURITY.md'), 'utf8')
const VAULT = 'forging/vault'
const TIME = { timeout: 120_000 }

it('is listed in SECURITY.md, each case with what it says of itself, and nothing else is', () => {
  const wanted = CORPUS.flatMap(forgingCases).map(({ exercise, name, files }) => {
    const about = /\/\*\* (.*?) \*\//.exec(Object.values(files).join('\n'))?.[1]
    return `| ${exercise.split('/')[1]} | ${name} | ${about} |`
  })
  const listed = SECURITY.split('\n').filter(
    (row) => /^\| [a-z]+ \| [a-z-]+ \| /.test(row) && !row.startsWith('| exercise |'),
  )
  expect(listed).toEqual(wanted)
  expect(wanted.length).toBeGreaterThan(100)
})

describe('submissions made for it', () => {
  let grader: OpenedGrader
  const right = solutionOf(VAULT).files

  beforeAll(async () => {
    grader = openGrader({ labs: EXERCISES, slots: 1 })
    await grader.ready
  }, TIME.timeout)
  afterAll(() => grader?.close())

  const grade = (files: Record<string, string>) => grader.grade({ exercise: VAULT, files, seed: 4, locale: 'en' })

  it.each([
    '../driver.ts',
    '../exercise.spec.ts',
    '/etc/passwd.ts',
    'a/../../vault.ts',
    'package.json',
    'node_modules/vitest/index.ts',
    '.npmrc.ts',
    'vault.ts\u0000.ts',
    'vault.TS',
    'vаult.ts',
    '__proto__.ts',
    `${'a/'.repeat(200)}b.ts`,
  ])('has no way out by the file name %j', TIME, async (name) => {
    const verdict = await grade({ ...right, [name]: 'export const account = () => 1' })
    expect(verdict).toMatchObject({ verdict: 'fail', problem: { code: 'SUBMISSION_FILE_NAME' } })
  })

  it.each(['exercise.spec.ts', 'driver.ts', 'constructor.ts', 'vitest.config.ts', 'setup.ts'])(
    'gains nothing by a file that is named %s',
    TIME,
    async (name) => {
      const verdict = await grade({
        'vault.ts': `import './${name}'\nexport const account = () => true`,
        [name]: 'export {}',
      })
      expect(verdict).toMatchObject({ verdict: 'fail', points: 0 })
    },
  )

  it.each([
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['spaces of half a megabyte', `export const account = 1${' '.repeat(500_000)}x`],
    ['a template that opens ten thousand times', '`$'.concat('{').repeat(10_000)],
    ['a type that nests ten thousand times', `type A = ${'['.repeat(10_000)}1${']'.repeat(10_000)}`],
    ['one name half a megabyte long', `const ${'a'.repeat(500_000)} = 1`],
    ['bytes of no text', Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 7) % 256)).toString('latin1')],
    ['what it prints', "console.log('['.repeat(10_000) + '\"{'.repeat(100))\nexport const account = () => true"],
    ['lone surrogates', `export const account = () => '${'\ud800'.repeat(100)}'`],
  ])('is not stopped by %s', TIME, async (_what, text) => {
    expect(await grade({ 'vault.ts': text })).toMatchObject({ verdict: 'fail', points: 0 })
    expect(await grade(right)).toMatchObject({ verdict: 'pass' })
  })
})
