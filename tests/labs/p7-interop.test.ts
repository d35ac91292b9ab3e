/** P7's programs talk to Python's, in both directions, with SHA-256 and as the original did with MD5. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { responseTo } from '../../labs/programs/p7-hmac/auth.ts'
import { LABS, loadLab } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'

const P7 = 'programs/p7-hmac'
const ECHOES = ['accepted', 'echo "hello"', 'echo "你好"']
const PATIENT_MS = 60_000

const python = spawnSync('python3', ['-c', '']).status === 0
const inPython = (words: string) => externalCommand(`python3 -u ${words}`, { cwd: join(LABS, P7) })
const linesOf = (record: RunRecord, name: string): string[] =>
  (record.programs.find((program) => program.name === name)?.output ?? [])
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n')

describe('P7 by its test vectors', () => {
  const challenge = Buffer.from(Array.from({ length: 32 }, (_, i) => i))
  test('SHA-256', () => {
    expect(responseTo(challenge, 'wirebook', 'sha256').toString('hex')).toBe(
      'ee8e378863e73ec0664e899a8ac6113bbc9d910cc0e081164f5542ab894b0bc4',
    )
  })
  test('MD5', () => {
    expect(responseTo(challenge, 'wirebook', 'md5').toString('hex')).toBe('53dfcb47a5bfe84a2a80ffbbb634086b')
  })
})

describe('P7 in TypeScript and in Python', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    if (python) sandbox = await openSandbox()
  }, PATIENT_MS)
  afterAll(() => sandbox?.close())
  beforeEach((context) => {
    context.skip(!python, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces')
  })

  const run = (only: 'server' | 'client', words: string, args: Record<string, string[]> = {}) =>
    runLab(sandbox, loadLab(P7), { only: [only], external: inPython(words), args })

  test(
    'our server and a Python client',
    async () => {
      const record = await run('server', 'client.py')
      expect(linesOf(record, EXTERNAL).slice(1)).toEqual(ECHOES)
      expect(linesOf(record, 'server').at(-1)).toMatch(/^client 127\.0\.0\.1:\d+ accepted$/)
    },
    PATIENT_MS,
  )

  test(
    'a Python server and our client',
    async () => {
      const record = await run('client', 'server.py')
      expect(linesOf(record, 'client').slice(1)).toEqual(ECHOES)
      expect(linesOf(record, EXTERNAL).at(-1)).toMatch(/^client 127\.0\.0\.1:\d+ accepted$/)
    },
    PATIENT_MS,
  )

  test(
    'our server sends a Python client with another secret away',
    async () => {
      const record = await run('server', 'client.py secret=wirebooc')
      expect(linesOf(record, 'server').at(-1)).toMatch(/^client 127\.0\.0\.1:\d+ rejected \(digest\)$/)
    },
    PATIENT_MS,
  )

  test(
    'MD5 without a verdict, as in the original',
    async () => {
      const record = await run('server', 'client.py md5 verdict=off', { server: ['md5', 'verdict=off'] })
      expect(linesOf(record, EXTERNAL).slice(1)).toEqual(ECHOES)
    },
    PATIENT_MS,
  )
})
