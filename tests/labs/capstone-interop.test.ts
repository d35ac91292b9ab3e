/** The capstone's programs talk to Python's: proof, messages and goodbye are the same on the wire, spaces in JSON apart. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadLab } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { exitOf, inPython, linesOf, PATIENT_MS, PYTHON, talkOf } from './interop.ts'

const CAPSTONE = 'beyond/capstone-2'
const REQUESTS = [{ type: 'login', name: 'Ada' }, { type: 'who' }, { type: 'bye' }]
const ANSWERS = [{ type: 'welcome', names: ['Ada'] }, { type: 'names', names: ['Ada'] }, { type: 'bye' }]
const PROOF = 32
const VERDICT = 3

/** Cuts a stream into its frames; each payload must be JSON, whole to the last byte. */
function messagesIn(stream: Buffer): unknown[] {
  const messages: unknown[] = []
  let at = 0
  while (at < stream.length) {
    const length = stream.readUInt32BE(at)
    expect(at + 4 + length).toBeLessThanOrEqual(stream.length)
    messages.push(JSON.parse(stream.toString('utf8', at + 4, at + 4 + length)))
    at += 4 + length
  }
  return messages
}

const without = (lines: string[]) => lines.map((line) => line.replaceAll(' ', ''))

describe('the capstone in TypeScript and in Python', () => {
  let sandbox: Sandbox
  let ours: RunRecord
  let pythonClient: RunRecord
  let pythonServer: RunRecord
  let stranger: RunRecord

  beforeAll(async () => {
    if (!PYTHON) return
    sandbox = await openSandbox()
    if (sandbox.tier === 'reduced') return
    const lab = loadLab(CAPSTONE)
    ;[ours, pythonClient, pythonServer, stranger] = (await Promise.all([
      runLab(sandbox, lab),
      runLab(sandbox, lab, { only: ['server'], external: inPython(CAPSTONE, 'client.py') }),
      runLab(sandbox, lab, { only: ['client'], external: inPython(CAPSTONE, 'server.py') }),
      runLab(sandbox, lab, {
        only: ['client'],
        args: { client: ['secret=wirebooc'] },
        external: inPython(CAPSTONE, 'server.py'),
      }),
    ])) as [RunRecord, RunRecord, RunRecord, RunRecord]
  }, PATIENT_MS)
  afterAll(() => sandbox?.close())

  beforeEach((context) => {
    context.skip(!PYTHON, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces, so nothing is captured')
  })

  test('whoever is on the other side, the proof fits the challenge and the messages are those of the contract', () => {
    for (const record of [ours, pythonClient, pythonServer]) {
      const { fromClient, fromServer, closedBy, close } = talkOf(record)
      const challenge = fromServer.subarray(0, PROOF)
      const proof = createHmac('sha256', 'wirebook').update(challenge).digest()
      expect(fromClient.subarray(0, PROOF).toString('hex')).toBe(proof.toString('hex'))
      expect(fromServer.toString('latin1', PROOF, PROOF + VERDICT)).toBe('OK\n')
      expect(messagesIn(fromClient.subarray(PROOF))).toEqual(REQUESTS)
      expect(messagesIn(fromServer.subarray(PROOF + VERDICT))).toEqual(ANSWERS)
      expect([closedBy, close]).toEqual(['server', 'fin'])
    }
  })

  test('our client sends a Python server the bytes it sends ours, the proof apart', () => {
    const [one, other] = [ours, pythonServer].map((record) => talkOf(record).fromClient.subarray(PROOF).toString())
    expect(other).toBe(one)
  })

  test('our server sends a Python client the bytes it sends ours, the challenge apart', () => {
    const [one, other] = [ours, pythonClient].map((record) => talkOf(record).fromServer.subarray(PROOF).toString())
    expect(other).toBe(one)
  })

  test('both clients and both servers say the same', () => {
    for (const [record, name] of [
      [pythonClient, EXTERNAL],
      [pythonServer, 'client'],
    ] as const) {
      expect(without(linesOf(record, name))).toEqual(without(linesOf(ours, 'client')))
      expect(exitOf(record, name)).toMatchObject({ code: 0, reason: 'exited' })
    }
    expect(linesOf(pythonClient, 'server')).toEqual(linesOf(ours, 'server'))
    expect(linesOf(pythonServer, EXTERNAL)).toEqual(linesOf(ours, 'server'))
  })

  test('a Python server sends our client with another secret away', () => {
    const { fromServer, closedBy, close } = talkOf(stranger)
    expect(fromServer.toString('latin1', PROOF)).toBe('NO\n')
    expect([closedBy, close]).toEqual(['server', expect.stringMatching(/^(fin|reset)$/)])
    expect(linesOf(stranger, 'client')[0]).toBe('verdict NO')
  })
})
