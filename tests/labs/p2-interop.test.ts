/** P2's programs talk to Python's: whoever is on the other side, the same six datagrams go both ways. */
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

const P2 = 'programs/p2-hello-udp'
const WIRE = ['Michael', 'Hello, Michael!', 'Tracy', 'Hello, Tracy!', 'Sarah', 'Hello, Sarah!']
const REPLIES = WIRE.filter((_, i) => i % 2 === 1)
const PATIENT_MS = 60_000

const python = spawnSync('python3', ['-c', '']).status === 0
const inPython = (file: string) => externalCommand(`python3 -u ${file}`, { cwd: join(LABS, P2) })

/** The payload of every packet, in the order on the wire; a packet that is no datagram stands there by its name. */
const wireOf = (record: RunRecord) =>
  packetsOf(record.packets).packets.map(({ decoded }) =>
    decoded.udp ? Buffer.from(decoded.payload).toString() : decoded.protocol,
  )
const linesOf = (record: RunRecord, name: string): string[] =>
  (record.programs.find((program) => program.name === name)?.output ?? [])
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n')
/** The client's port is another each time. */
const withoutPort = (lines: string[]) => lines.map((line) => line.replace(/(127\.0\.0\.1):\d+/, '$1:PORT'))
const exitOf = (record: RunRecord, name: string) => record.programs.find((program) => program.name === name)?.exit

describe('P2 in TypeScript and in Python', () => {
  let sandbox: Sandbox
  let ours: RunRecord
  let pythonClient: RunRecord
  let pythonServer: RunRecord

  beforeAll(async () => {
    if (!python) return
    sandbox = await openSandbox()
    if (sandbox.tier === 'reduced') return
    const lab = loadLab(P2)
    ;[ours, pythonClient, pythonServer] = (await Promise.all([
      runLab(sandbox, lab),
      runLab(sandbox, lab, { only: ['server'], external: inPython('client.py') }),
      runLab(sandbox, lab, { only: ['client'], external: inPython('server.py') }),
    ])) as [RunRecord, RunRecord, RunRecord]
  }, PATIENT_MS)
  afterAll(() => sandbox?.close())

  beforeEach((context) => {
    context.skip(!python, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces, so nothing is captured')
  })

  test('our client and our server exchange the six datagrams of the contract, and no other packet', () => {
    expect(wireOf(ours)).toEqual(WIRE)
  })

  test('a Python client and our server exchange the same', () => {
    expect(wireOf(pythonClient)).toEqual(WIRE)
    expect(linesOf(pythonClient, EXTERNAL)).toEqual(REPLIES)
    expect(exitOf(pythonClient, EXTERNAL)).toMatchObject({ code: 0, reason: 'exited' })
  })

  test('our client and a Python server exchange the same', () => {
    expect(wireOf(pythonServer)).toEqual(WIRE)
    expect(linesOf(pythonServer, 'client')).toEqual(REPLIES)
    expect(exitOf(pythonServer, 'client')).toMatchObject({ code: 0, reason: 'exited' })
  })

  test('both servers say the same', () => {
    const said = ['Bind UDP on 9999...', ...REPLIES.map(() => 'Received from 127.0.0.1:PORT.')]
    expect(withoutPort(linesOf(ours, 'server'))).toEqual(said)
    expect(withoutPort(linesOf(pythonServer, EXTERNAL))).toEqual(said)
  })
})

test('the lesson shows the same server as P2', () => {
  for (const name of ['server.ts', 'bsd.ts'])
    expect(loadLab('udp/datagrams-1').files[name], name).toBe(loadLab(P2).files[name])
})
