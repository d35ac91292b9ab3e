/** P5's programs talk to Python's, in both directions and both byte orders: the same bytes go both ways. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadLab, ROOT } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { exitOf, inPython, linesOf, PATIENT_MS, PYTHON, talkOf } from './interop.ts'

const P5 = 'programs/p5-length-prefix'
/** Lengths as the contract has them; the payloads are the same. */
const HEADERS = {
  be: ['00000002', '00000006', '00000000', '00002710'],
  le: ['02000000', '06000000', '00000000', '10270000'],
}
const PAYLOADS = ['hi', '你好', '', 'x'.repeat(10_000)]
const REPLIES = ['2 bytes "hi"', '6 bytes "你好"', '0 bytes ""', `10000 bytes "${'x'.repeat(20)}..."`]
const HABITS = [
  'whole',
  'glued',
  'dribbled',
  'largest',
  'half-closed',
  'too large',
  'all ones',
  'truncated',
  'reset',
  'still alive',
]

let sandbox: Sandbox
beforeAll(async () => {
  if (PYTHON) sandbox = await openSandbox()
}, PATIENT_MS)
afterAll(() => sandbox?.close())

describe.each(['be', 'le'] as const)('P5 in TypeScript and in Python, order=%s', (order) => {
  const frames = Buffer.concat(
    PAYLOADS.map((text, i) => Buffer.concat([Buffer.from(HEADERS[order][i]!, 'hex'), Buffer.from(text)])),
  )
  const words = order === 'be' ? '' : ' order=le'
  const args = { server: [`order=${order}`], client: [`order=${order}`] }
  let ours: RunRecord
  let pythonClient: RunRecord
  let pythonServer: RunRecord

  beforeAll(async () => {
    if (!PYTHON || sandbox.tier === 'reduced') return
    const lab = loadLab(P5)
    ;[ours, pythonClient, pythonServer] = (await Promise.all([
      runLab(sandbox, lab, { args }),
      runLab(sandbox, lab, { args, only: ['server'], external: inPython(P5, `client.py${words}`) }),
      runLab(sandbox, lab, { args, only: ['client'], external: inPython(P5, `server.py${words}`) }),
    ])) as [RunRecord, RunRecord, RunRecord]
  }, PATIENT_MS)

  beforeEach((context) => {
    context.skip(!PYTHON, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces, so nothing is captured')
  })

  test('whoever is on the other side, the frames of the contract travel both ways', () => {
    for (const record of [ours, pythonClient, pythonServer]) {
      const { fromClient, fromServer, closedBy, close } = talkOf(record)
      expect(fromClient.equals(frames)).toBe(true)
      expect(fromServer.equals(frames)).toBe(true)
      expect([closedBy, close]).toEqual(['client', 'fin'])
    }
  })

  test('both clients print the same replies, and end well', () => {
    for (const lines of [linesOf(ours, 'client'), linesOf(pythonServer, 'client'), linesOf(pythonClient, EXTERNAL)])
      expect(lines).toEqual(REPLIES)
    expect(exitOf(pythonServer, 'client')).toMatchObject({ code: 0, reason: 'exited' })
    expect(exitOf(pythonClient, EXTERNAL)).toMatchObject({ code: 0, reason: 'exited' })
  })

  test('both servers name the same lengths', () => {
    const lengths = (record: RunRecord, name: string) =>
      linesOf(record, name).flatMap((line) => / (\d+) bytes$/.exec(line)?.[1] ?? [])
    for (const found of [lengths(pythonClient, 'server'), lengths(pythonServer, EXTERNAL)])
      expect(found).toEqual(['2', '6', '0', '10000'])
  })

  test(
    'our server answers a Python client byte for byte and survives its worst habits',
    async () => {
      const external = externalCommand(`python3 tests/fixtures/interop/p5_client.py ${order}`, { cwd: ROOT })
      const record = await runLab(sandbox, loadLab(P5), { only: ['server'], args: { server: args.server }, external })
      expect(linesOf(record, EXTERNAL)).toEqual(HABITS)
      expect(exitOf(record, EXTERNAL)?.code).toBe(0)
    },
    PATIENT_MS,
  )
})
