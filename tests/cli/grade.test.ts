import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT_USER } from '../support/tier.ts'
import { wirebook } from './command.ts'

const EXERCISE = 'boundaries/frame-decoder'
const FILE = 'frame-decoder.ts'
const NOBODY = 65_534

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Graded = {
  verdict: string
  points: number
  maxPoints: number
  tests: { state: string }[]
  problem?: { code: string; message: string }
}

async function grade(path: string, words: string[] = [], asNobody = false) {
  const options = asNobody && ROOT_USER ? { uid: NOBODY, env: { HOME: '/tmp' } } : {}
  const { code, out, err } = await wirebook(['grade', EXERCISE, path, '--format', 'json', ...words], options)
  return { code, err, verdict: out === '' ? null : (JSON.parse(out) as Graded) }
}

describe('a submission that cannot be read is a verdict, not a fault of ours', () => {
  test('a file that is not UTF-8 text', async () => {
    const file = join(folder, 'latin1.ts')
    writeFileSync(file, Buffer.from('// caf\xe9\n', 'latin1'))
    const { code, verdict } = await grade(file)
    expect(verdict).toMatchObject({ verdict: 'fail', points: 0, problem: { code: 'SUBMISSION_UNREADABLE' } })
    expect(verdict!.problem!.message).toContain('not UTF-8')
    expect(new Set(verdict!.tests.map(({ state }) => state))).toEqual(new Set(['missing']))
    expect(code).toBe(1)
  })

  test('a file that the user may not read', async () => {
    const file = join(folder, 'closed.ts')
    writeFileSync(file, 'export {}\n')
    chmodSync(file, 0o000)
    const { code, verdict } = await grade(file, [], true)
    expect(verdict).toMatchObject({ verdict: 'fail', problem: { code: 'SUBMISSION_UNREADABLE' } })
    expect(verdict!.problem!.message).toContain('EACCES')
    expect(code).toBe(1)
  })

  test('a folder in the place of the file, in the reader’s language', async () => {
    const at = join(folder, 'nested')
    mkdirSync(join(at, FILE), { recursive: true })
    const { code, verdict } = await grade(at, ['--locale', 'zh-cn'])
    expect(verdict!.problem).toMatchObject({
      code: 'SUBMISSION_UNREADABLE',
      message: '无法读取该文件：这是文件夹，不是文件。',
    })
    expect(code).toBe(1)
  })

  test('a file that is larger than what is graded', async () => {
    const file = join(folder, 'large.ts')
    writeFileSync(file, `// ${'x'.repeat(1 << 20)}\n`)
    const { code, verdict } = await grade(file)
    expect([code, verdict!.problem!.code]).toEqual([1, 'SUBMISSION_TOO_LARGE'])
  })

  test('a file that does not parse', async () => {
    const file = join(folder, 'broken.ts')
    writeFileSync(file, 'export const a = = 1\n')
    const { code, verdict } = await grade(file)
    expect([code, verdict!.verdict, verdict!.problem!.code]).toEqual([1, 'fail', 'SUBMISSION_SYNTAX'])
  })
})

describe('a path that cannot hold a submission is wrong usage', () => {
  test('neither file nor folder', async () => {
    const { code, err } = await grade('/dev/null')
    expect([code, err.startsWith('PATH_NOT_FILE: ')]).toEqual([64, true])
  })

  test('a folder without the file', async () => {
    const at = join(folder, 'empty')
    mkdirSync(at)
    const { code, err } = await grade(at)
    expect([code, err.trim()]).toEqual([64, `FILE_MISSING: the folder empty has no ${FILE}`])
  })
})
