/** P3, P4 and P9 talk to their Python counterparts, in both directions. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { packetsOf } from '../../src/cli/packets.ts'
import { LABS, loadLab, ROOT } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'

const PATIENT_MS = 60_000
const python = spawnSync('python3', ['-c', '']).status === 0

let sandbox: Sandbox

/** Runs of a lab: as it is, with Python's client, and with Python's server. */
async function three(id: string, ...args: string[]): Promise<[RunRecord, RunRecord, RunRecord]> {
  const lab = loadLab(id)
  const inPython = (file: string) =>
    externalCommand(['python3', '-u', file, ...args].join(' '), { cwd: join(LABS, id) })
  return Promise.all([
    runLab(sandbox, lab),
    runLab(sandbox, lab, { only: ['server'], external: inPython('client.py') }),
    runLab(sandbox, lab, { only: ['client'], external: inPython('server.py') }),
  ])
}

const linesOf = (record: RunRecord, name: string): string[] =>
  (record.programs.find((program) => program.name === name)?.output ?? [])
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n')
    .map((line) => line.replace(/(127\.0\.0\.1):\d{5}$/, '$1:PORT'))

/** The bytes of each direction, and who closed how. */
function wire(record: RunRecord) {
  const { packets, flows } = packetsOf(record.packets)
  const bytes = (side: boolean) =>
    Buffer.concat(
      packets
        .filter(({ segment }) => segment?.fromClient === side && segment.kind !== 'retransmission')
        .map(({ decoded }) => Buffer.from(decoded.payload)),
    ).toString()
  return { up: bytes(true), down: bytes(false), flows: flows.map(({ closedBy, close }) => `${closedBy} ${close}`) }
}

beforeAll(async () => {
  if (python) sandbox = await openSandbox()
}, PATIENT_MS)
afterAll(() => sandbox?.close())

describe.each([
  { id: 'programs/p3-skeleton', down: '', impatient: 'server fin' },
  // P4's Python client calls recv once and may close before the server's FIN has come.
  { id: 'programs/p4-nihao', down: '你好', impatient: expect.stringMatching(/ fin$/) },
])('$id in TypeScript and in Python', ({ id, down, impatient }) => {
  beforeEach((context) => {
    context.skip(!python, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces, so nothing is captured')
  })

  test(
    'whoever is on the other side, the same bytes and the same close',
    async () => {
      const [ours, pythonClient, pythonServer] = await three(id)
      for (const run of [ours, pythonServer]) expect(wire(run)).toEqual({ up: '', down, flows: ['server fin'] })
      expect(wire(pythonClient)).toEqual({ up: '', down, flows: [impatient] })
      expect(linesOf(pythonClient, EXTERNAL)).toEqual(linesOf(ours, 'client'))
      expect(linesOf(pythonServer, 'client')).toEqual(linesOf(ours, 'client'))
      expect(linesOf(pythonServer, EXTERNAL)).toEqual(linesOf(ours, 'server'))
      expect(linesOf(pythonClient, 'server')).toEqual(linesOf(ours, 'server'))
    },
    PATIENT_MS,
  )
})

describe('programs/p9-unix in TypeScript and in Python', () => {
  beforeEach((context) => {
    context.skip(!python, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'other programs of the machine may have the abstract name')
  })

  test(
    'the same answers either way, and no packet',
    async () => {
      const runs = await three('programs/p9-unix', '@p9.sock')
      const answers = runs.map((run, i) => linesOf(run, i === 1 ? EXTERNAL : 'client'))
      for (const lines of answers) expect(lines).toEqual(['PING', expect.stringMatching(/^\d+$/), 'STRAßE 小明'])
      for (const run of runs) expect(run.packets).toEqual([])
    },
    PATIENT_MS,
  )

  test(
    'the bytes of the contract go both ways, as the Python side sent and received them',
    async () => {
      const side = (who: string) =>
        externalCommand(`python3 -u tests/fixtures/interop/p9_bytes.py ${who} @p9.sock`, { cwd: ROOT })
      const lab = loadLab('programs/p9-unix')
      const [pythonClient, pythonServer] = await Promise.all([
        runLab(sandbox, lab, { only: ['server'], external: side('client') }),
        runLab(sandbox, lab, { only: ['client'], external: side('server') }),
      ])
      for (const run of [pythonClient, pythonServer]) {
        const told = Object.fromEntries(linesOf(run, EXTERNAL).map((line) => line.split(' ') as [string, string]))
        const text = (hex: string | undefined) => Buffer.from(hex ?? '', 'hex').toString()
        expect(told.requests).toMatch(/^70696e670a/)
        expect(text(told.requests)).toBe('ping\npid\nstraße 小明\n')
        expect(told.answers).toMatch(/^50494e470a/)
        expect(text(told.answers)).toMatch(/^PING\n\d+\nSTRAßE 小明\n$/)
      }
      expect(linesOf(pythonServer, 'client')[2]).toBe('STRAßE 小明')
    },
    PATIENT_MS,
  )
})
