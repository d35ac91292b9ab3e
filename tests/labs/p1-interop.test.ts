/** P1's programs talk to Python's: whoever is on the other side, the same bytes go both ways. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { packetsOf } from '../../src/cli/packets.ts'
import { LABS, loadLab } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'

const P1 = 'programs/p1-hello-tcp'
const REPLIES = ['Welcome!', 'Hello, Michael!', 'Hello, Tracy!', 'Hello, Sarah!']
const WORDS = ['Michael', 'Tracy', 'Sarah', 'exit']
/** The server waits a second before each answer and before it closes. */
const PATIENT_MS = 60_000

const python = spawnSync('python3', ['-c', '']).status === 0
const inPython = (file: string) => externalCommand(`python3 -u ${file}`, { cwd: join(LABS, P1) })

type Talk = {
  record: RunRecord
  /** Payloads of the one connection's segments, in their order; a segment is one write of these programs. */
  fromClient: string[]
  fromServer: string[]
  closedBy: string | null
  close: string
}

function talkOf(record: RunRecord): Talk {
  const { packets, flows } = packetsOf(record.packets)
  expect(flows).toHaveLength(1)
  const payloads = (side: boolean) =>
    packets
      .filter(({ segment, decoded }) => segment?.fromClient === side && decoded.payload.length > 0)
      .filter(({ segment }) => segment?.kind !== 'retransmission')
      .map(({ decoded }) => Buffer.from(decoded.payload).toString())
  const { closedBy, close } = flows[0]!
  return { record, fromClient: payloads(true), fromServer: payloads(false), closedBy, close }
}

const linesOf = ({ record }: Talk, name: string): string[] =>
  (record.programs.find((program) => program.name === name)?.output ?? [])
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n')
/** The client's port is another each time. */
const withoutPort = (lines: string[]) => lines.map((line) => line.replace(/(127\.0\.0\.1):\d+/, '$1:PORT'))
const exitOf = ({ record }: Talk, name: string) => record.programs.find((program) => program.name === name)?.exit

describe('P1 in TypeScript and in Python', () => {
  let sandbox: Sandbox
  let ours: Talk
  let pythonClient: Talk
  let pythonServer: Talk

  beforeAll(async () => {
    if (!python) return
    sandbox = await openSandbox()
    if (sandbox.tier === 'reduced') return
    const lab = loadLab(P1)
    // Each has a network of its own, and they mostly wait.
    const records = await Promise.all([
      runLab(sandbox, lab),
      runLab(sandbox, lab, { only: ['server'], external: inPython('client.py') }),
      runLab(sandbox, lab, { only: ['client'], external: inPython('server.py') }),
    ])
    ;[ours, pythonClient, pythonServer] = records.map(talkOf) as [Talk, Talk, Talk]
  }, PATIENT_MS)
  afterAll(() => sandbox?.close())

  beforeEach((context) => {
    context.skip(!python, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces, so nothing is captured')
  })

  test('our client and our server exchange the words of the contract', () => {
    expect(ours).toMatchObject({ fromClient: WORDS, fromServer: REPLIES, closedBy: 'client', close: 'fin' })
  })

  test('our server sends a Python client the bytes it sends ours', () => {
    expect(pythonClient.fromServer).toEqual(ours.fromServer)
    expect(linesOf(pythonClient, EXTERNAL)).toEqual(REPLIES)
  })

  test('a Python client sends our server the bytes ours sends', () => {
    expect(pythonClient.fromClient).toEqual(ours.fromClient)
    expect(pythonClient).toMatchObject({ closedBy: 'client', close: 'fin' })
    expect(exitOf(pythonClient, EXTERNAL)).toMatchObject({ code: 0, reason: 'exited' })
  })

  test('our client sends a Python server the bytes it sends ours', () => {
    expect(pythonServer.fromClient).toEqual(ours.fromClient)
    expect(linesOf(pythonServer, 'client')).toEqual(REPLIES)
    expect(exitOf(pythonServer, 'client')).toMatchObject({ code: 0, reason: 'exited' })
  })

  test('a Python server sends our client the bytes ours sends', () => {
    expect(pythonServer.fromServer).toEqual(ours.fromServer)
    expect(pythonServer).toMatchObject({ closedBy: 'client', close: 'fin' })
  })

  test('both servers say the same of a connection', () => {
    expect(withoutPort(linesOf(pythonServer, EXTERNAL))).toEqual(withoutPort(linesOf(ours, 'server')))
  })
})
