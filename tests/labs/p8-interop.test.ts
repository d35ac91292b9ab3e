/** P8's programs talk to Python's: whoever is on the other side, the same bytes go both ways. */
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

const P8 = 'programs/p8-threading-server'
const SENT = '686920e4bda0'
const ANSWER = '484920e4bda0'
/** The habits wait here and there, and a busy machine adds to it. */
const PATIENT_MS = 60_000

const python = spawnSync('python3', ['-c', '']).status === 0
const inPython = (file: string) => externalCommand(`python3 -u ${file}`, { cwd: join(LABS, P8) })

type Talk = { record: RunRecord; fromClient: string; fromServer: string; closedBy: string | null; close: string }

function talkOf(record: RunRecord): Talk {
  const { packets, flows } = packetsOf(record.packets)
  expect(flows).toHaveLength(1)
  // However the bytes were packed: what is compared is the stream.
  const stream = (side: boolean) =>
    Buffer.concat(
      packets
        .filter(({ segment, decoded }) => segment?.fromClient === side && decoded.payload.length > 0)
        .filter(({ segment }) => segment?.kind !== 'retransmission')
        .map(({ decoded }) => decoded.payload),
    ).toString('hex')
  const { closedBy, close } = flows[0]!
  return { record, fromClient: stream(true), fromServer: stream(false), closedBy, close }
}

const linesOf = (record: RunRecord, name: string): string[] =>
  (record.programs.find((program) => program.name === name)?.output ?? [])
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n')
const withoutPort = (lines: string[]) => lines.map((line) => line.replace(/(127\.0\.0\.1):(?!9000)\d+/, '$1:PORT'))

describe('P8 in TypeScript and in Python', () => {
  let sandbox: Sandbox
  let talks: { ours: Talk; pythonClient: Talk; pythonServer: Talk }

  beforeAll(async () => {
    if (!python) return
    sandbox = await openSandbox()
    if (sandbox.tier === 'reduced') return
    const lab = loadLab(P8)
    // Each has a network of its own.
    const [ours, pythonClient, pythonServer] = await Promise.all([
      runLab(sandbox, lab),
      runLab(sandbox, lab, { only: ['server'], external: inPython('client.py') }),
      runLab(sandbox, lab, { only: ['client'], external: inPython('server.py') }),
    ])
    talks = { ours: talkOf(ours), pythonClient: talkOf(pythonClient), pythonServer: talkOf(pythonServer) }
  }, PATIENT_MS)
  afterAll(() => sandbox?.close())

  beforeEach((context) => {
    context.skip(!python, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces, so nothing is captured')
  })

  for (const who of ['ours', 'pythonClient', 'pythonServer'] as const)
    test(`the same bytes travel both ways, and the client closes first: ${who}`, () => {
      expect(talks[who]).toMatchObject({ fromClient: SENT, fromServer: ANSWER, closedBy: 'client', close: 'fin' })
    })

  test('both clients print the answer', () => {
    expect(linesOf(talks.pythonClient.record, EXTERNAL)).toEqual(['HI 你'])
    expect(linesOf(talks.pythonServer.record, 'client')).toEqual(['HI 你'])
  })

  test('both servers say the same of a connection', () => {
    const wanted = ['serving on 127.0.0.1:9000', '[1] open 127.0.0.1:PORT', '[1] close 6 bytes']
    expect(withoutPort(linesOf(talks.pythonClient.record, 'server'))).toEqual(wanted)
    expect(withoutPort(linesOf(talks.pythonServer.record, EXTERNAL))).toEqual(wanted)
  })

  test(
    'our server survives bad habits',
    async () => {
      const record = await runLab(sandbox, loadLab(P8), {
        only: ['server'],
        external: externalCommand('python3 -u tests/fixtures/interop/p8_clients.py', { cwd: ROOT }),
      })
      expect(linesOf(record, EXTERNAL)).toEqual([
        'every_byte',
        'byte_by_byte',
        'beside_an_idle_one',
        'half_closed',
        'reset',
        'never_reads',
        'two_hundred',
        'half_closed',
      ])
      expect(record.programs.find(({ name }) => name === EXTERNAL)?.exit.code).toBe(0)
      expect(record.programs.find(({ name }) => name === 'server')?.exit.reason).toBe('stopped')
    },
    PATIENT_MS,
  )
})
