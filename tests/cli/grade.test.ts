/** `wirebook grade` as anybody starts it: exit codes, formats, --out, standard input. */
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ROOT } from '../../src/course/load.ts'
import { ROOT_USER } from '../support/tier.ts'
import { wirebook } from './command.ts'

const EXERCISE = 'boundaries/frame-decoder'
const FILE = 'frame-decoder.ts'
const SOLUTION = join(ROOT, 'labs', EXERCISE, 'solution')
const NOBODY = 65_534

// A grader is started for each; other tests run meanwhile.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Graded = {
  verdict: string
  seed: number
  points: number
  maxPoints: number
  tests: { id: string; state: string; message: string; code?: string }[]
  problem?: { code: string; message: string; file?: string; line?: number; column?: number; source?: string }
}

async function grade(path: string, words: string[] = [], asNobody = false) {
  const options = asNobody && ROOT_USER ? { uid: NOBODY, env: { HOME: '/tmp' } } : {}
  const { code, out, err } = await wirebook(['grade', EXERCISE, path, '--format', 'json', ...words], options)
  return { code, err, verdict: out === '' ? null : (JSON.parse(out) as Graded) }
}

function written(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('exit codes', () => {
  test('0 for a pass, with the points of every test', async () => {
    const { code, verdict } = await grade(SOLUTION)
    expect([code, verdict?.verdict, verdict?.points]).toEqual([0, 'pass', verdict?.maxPoints])
  })

  test('1 for a fail, whose seed replays it word for word', async () => {
    const mutant = join(ROOT, 'labs', EXERCISE, 'mutants/counts-characters', FILE)
    const first = await grade(mutant)
    expect([first.code, first.verdict?.verdict]).toEqual([1, 'fail'])
    const again = await grade(mutant, ['--seed', String(first.verdict?.seed)])
    const told = ({ verdict }: typeof first) => verdict?.tests.map(({ message }) => message)
    expect(told(again)).toEqual(told(first))
    expect(told(first)?.join('\n')).toContain('of the field “length”')
  })

  test('1 for a file that the user may not read', async () => {
    const file = written('closed.ts', 'export {}\n')
    chmodSync(file, 0o000)
    const { code, verdict } = await grade(file, [], true)
    expect(verdict).toMatchObject({ verdict: 'fail', points: 0, problem: { code: 'SUBMISSION_DENIED' } })
    expect(verdict!.problem!.message).toContain('EACCES')
    expect(new Set(verdict!.tests.map(({ state }) => state))).toEqual(new Set(['missing']))
    expect(code).toBe(1)
  })

  test('64 for an unknown exercise, with those near it', async () => {
    const { code, out, err } = await wirebook(['grade', 'boundaries/frame-decodr', SOLUTION])
    expect([code, out]).toEqual([64, ''])
    expect(err).toMatch(/^EXERCISE_UNKNOWN: .*near it: boundaries\/frame-decoder/)
  })

  test('64 for a path that is not there', async () => {
    const { code, err } = await grade(join(folder, 'nothing.ts'))
    expect([code, err.startsWith('PATH_MISSING: ')]).toEqual([64, true])
  })

  test('64 for a folder without the file, and for one that may not be looked into', async () => {
    const at = join(folder, 'empty')
    mkdirSync(at)
    expect((await grade(at)).err).toMatch(/^FILE_MISSING: the folder empty has no frame-decoder\.ts; it is empty/)
    chmodSync(at, 0o000)
    const { code, err } = await grade(at, [], true)
    expect([code, err.split(':')[0]]).toEqual([64, 'PATH_DENIED'])
  })

  test('64 for a format that is none', async () => {
    const { code, err } = await wirebook(['grade', EXERCISE, SOLUTION, '--format', 'xml'])
    expect([code, err.startsWith('USAGE: ')]).toEqual([64, true])
    expect(err).toContain('pretty, json, junit, gradescope, exercism, github')
  })
})

// Every other way of not loading is a fixture: tests/fixtures/submissions/sample/frames.
test('a submission that prints 1 GB while it is loaded is told so', async () => {
  const start = readFileSync(join(SOLUTION, FILE), 'utf8')
  const { code, verdict } = await grade(
    written('floods.ts', `${start}for (let n = 0; n < 1024; n++) console.log('x'.repeat(1 << 20))\n`),
  )
  expect([code, verdict?.verdict, verdict?.problem?.code]).toEqual([1, 'fail', 'SUBMISSION_FLOODS'])
  expect(verdict?.problem?.message).toContain('console.log in a loop')
})

describe('--out', () => {
  // No grader is needed to refuse it.
  const broken = () => written('broken.ts', 'export {}\0')

  test('writes the file whole, in the place of the old one, and prints nothing', async () => {
    const out = written('verdict.json', 'old '.repeat(10_000))
    const { code, verdict } = await grade(broken(), ['--out', out])
    expect([code, verdict]).toEqual([1, null])
    expect((JSON.parse(readFileSync(out, 'utf8')) as Graded).problem?.code).toBe('SUBMISSION_BINARY')
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('leaves a link a link', async () => {
    const target = written('target.xml', '')
    symlinkSync(target, join(folder, 'link.xml'))
    await wirebook(['grade', EXERCISE, broken(), '--format', 'junit', '--out', join(folder, 'link.xml')])
    expect(readFileSync(target, 'utf8')).toMatch(/^<\?xml/)
  })

  test.each([
    ['a folder that is not there', 'none/verdict.json'],
    ['a folder in its place', '.'],
    ['a file in the place of a folder', 'broken.ts/verdict.json'],
  ])('that cannot be written is its own error, and the verdict is printed: %s', async (_name, name) => {
    const path = broken()
    const { code, err, verdict } = await grade(path, ['--out', join(folder, name)])
    expect(verdict?.problem?.code).toBe('SUBMISSION_BINARY')
    expect([code, err.split(':')[0]]).toEqual([64, 'OUT_UNWRITABLE'])
  })

  test('to a device is written to it', async () => {
    const { code, verdict } = await grade(broken(), ['--out', '/dev/stdout'])
    expect([code, verdict?.problem?.code]).toEqual([1, 'SUBMISSION_BINARY'])
  })

  test('on a full device is our error', async (context) => {
    context.skip(!existsSync('/dev/full'), 'this system has no /dev/full')
    const { code, err, verdict } = await grade(broken(), ['--out', '/dev/full'])
    expect([code, err.split(':')[0], verdict?.verdict]).toEqual([2, 'OUT_UNWRITABLE', 'fail'])
  })
})

describe('formats for others', () => {
  test('exercism exits 0 for a fail, and for wrong usage, which it tells in its own shape', async () => {
    const failed = await wirebook([
      'grade',
      EXERCISE,
      written('b.ts', 'export const a = = 1\n'),
      '--format',
      'exercism',
    ])
    expect([failed.code, JSON.parse(failed.out).status]).toEqual([0, 'error'])
    const unknown = await wirebook(['grade', 'boundaries/none', SOLUTION, '--format', 'exercism'])
    expect(unknown.code).toBe(0)
    expect(JSON.parse(unknown.out)).toMatchObject({
      version: 3,
      status: 'error',
      message: expect.stringContaining('boundaries/none'),
    })
    expect(unknown.err).toMatch(/^EXERCISE_UNKNOWN: /)
  })

  test('github names the file as the repository does', async () => {
    const path = written('annotated.ts', '\nexport const a = = 1\n')
    const words = ['grade', EXERCISE, path, '--format', 'github']
    const { code, out } = await wirebook(words, { env: { GITHUB_WORKSPACE: folder } })
    expect(code).toBe(1)
    expect(out).toMatch(
      /^::error file=annotated\.ts,line=2,col=18,title=A frame decoder \(boundaries\/frame-decoder\)::/,
    )
  })
})

describe('standard input', () => {
  const command = ['bin/wirebook', 'grade', EXERCISE, '-', '--format', 'json']

  test('stands for the one file', () => {
    const input = readFileSync(join(SOLUTION, FILE))
    const { status, stdout } = spawnSync('/bin/sh', command, { cwd: ROOT, input, encoding: 'utf8' })
    expect([status, (JSON.parse(stdout) as Graded).verdict]).toEqual([0, 'pass'])
  })

  test('that never ends is too large', async () => {
    const child = spawn('/bin/sh', command, { cwd: ROOT, stdio: ['pipe', 'pipe', 'ignore'] })
    const endless = setInterval(() => child.stdin.write('x'.repeat(1 << 18)), 5)
    child.stdin.on('error', () => clearInterval(endless))
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    clearInterval(endless)
    expect([code, (JSON.parse(out) as Graded).problem?.code]).toEqual([1, 'SUBMISSION_TOO_LARGE'])
  })
})
