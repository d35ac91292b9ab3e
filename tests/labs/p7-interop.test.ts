/** P7's programs talk to Python's, in both directions, with SHA-256 and as the original did with MD5. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Hash, RESPONSE_BYTES, responseTo } from '../../labs/programs/p7-hmac/auth.ts'
import { loadLab } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { inPython, linesOf, PATIENT_MS, PYTHON, talkOf } from './interop.ts'

const P7 = 'programs/p7-hmac'
const ECHOES = ['accepted', 'echo "hello"', 'echo "你好"']
const CHALLENGE_BYTES = 32
/** Two frames: 5 bytes, and 6. */
const FRAMES = '0000000568656c6c6f00000006e4bda0e5a5bd'

/** Every byte of both directions follows from the challenge, the secret and the contract. */
function expectContract(record: RunRecord, hash: Hash, verdict: string): void {
  const { fromClient, fromServer } = talkOf(record)
  const challenge = fromServer.subarray(0, CHALLENGE_BYTES)
  const response = responseTo(challenge, 'wirebook', hash)
  expect(response).toHaveLength(RESPONSE_BYTES[hash])
  expect(fromClient.toString('hex')).toBe(response.toString('hex') + FRAMES)
  const said = Buffer.from(verdict).toString('hex') + FRAMES
  expect(fromServer.subarray(CHALLENGE_BYTES).toString('hex')).toBe(said)
}

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
    if (PYTHON) sandbox = await openSandbox()
  }, PATIENT_MS)
  afterAll(() => sandbox?.close())
  beforeEach((context) => {
    context.skip(!PYTHON, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces')
  })

  const run = (only: 'server' | 'client', words: string, args: Record<string, string[]> = {}) =>
    runLab(sandbox, loadLab(P7), { only: [only], external: inPython(P7, words), args })

  test(
    'our server and a Python client',
    async () => {
      const record = await run('server', 'client.py')
      expectContract(record, 'sha256', 'OK\n')
      expect(linesOf(record, EXTERNAL).slice(1)).toEqual(ECHOES)
      expect(linesOf(record, 'server').at(-1)).toMatch(/^client 127\.0\.0\.1:\d+ accepted$/)
    },
    PATIENT_MS,
  )

  test(
    'a Python server and our client',
    async () => {
      const record = await run('client', 'server.py')
      expectContract(record, 'sha256', 'OK\n')
      expect(linesOf(record, 'client').slice(1)).toEqual(ECHOES)
      expect(linesOf(record, EXTERNAL).at(-1)).toMatch(/^client 127\.0\.0\.1:\d+ accepted$/)
    },
    PATIENT_MS,
  )

  test(
    'our server sends a Python client with another secret away',
    async () => {
      const record = await run('server', 'client.py secret=wirebooc')
      expect(talkOf(record).fromServer.toString('latin1', CHALLENGE_BYTES)).toBe('NO\n')
      expect(linesOf(record, 'server').at(-1)).toMatch(/^client 127\.0\.0\.1:\d+ rejected \(digest\)$/)
    },
    PATIENT_MS,
  )

  test(
    'a Python server of the original kind and our client, MD5 without a verdict',
    async () => {
      const record = await run('client', 'server.py md5 verdict=off', { client: ['hash=md5', 'verdict=off'] })
      expectContract(record, 'md5', '')
      expect(linesOf(record, 'client').slice(1)).toEqual(ECHOES)
    },
    PATIENT_MS,
  )

  test(
    'MD5 without a verdict, as in the original',
    async () => {
      const record = await run('server', 'client.py md5 verdict=off', { server: ['md5', 'verdict=off'] })
      expectContract(record, 'md5', '')
      expect(linesOf(record, EXTERNAL).slice(1)).toEqual(ECHOES)
    },
    PATIENT_MS,
  )
})
