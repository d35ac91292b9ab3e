import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LABS, loadLab, ROOT } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'

const P5 = 'programs/p5-length-prefix'
const python = spawnSync('python3', ['--version']).status === 0
const counterpart = (name: string, order: string) =>
  externalCommand(`python3 tests/fixtures/interop/${name} ${order}`, { cwd: ROOT })

function printed(record: RunRecord, name: string): string {
  const program = record.programs.find((one) => one.name === name)
  return (program?.output ?? []).map(({ text }) => text).join('')
}

describe('the programs of the length prefix', () => {
  test('are the same in every lab that shows them', () => {
    const original = loadLab(P5).files
    for (const [id, names] of [
      ['boundaries/length-prefix-1', ['reader.ts', 'frames.ts', 'server.ts']],
      ['boundaries/length-prefix-2', ['reader.ts', 'frames.ts']],
      ['boundaries/length-prefix-3', ['reader.ts', 'frames.ts', 'server.ts']],
    ] as const)
      for (const name of names)
        expect(loadLab(id).files[name], `${LABS}/${id}/${name} differs from that of ${P5}`).toBe(original[name])
  })
})

describe('with Python 3 on the other side', () => {
  beforeEach(({ skip }) => skip(!python, 'python3 is not installed'))
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await openSandbox()
  })
  afterAll(() => sandbox.close())

  for (const order of ['be', 'le']) {
    test(`the server answers a Python client byte for byte and survives its worst habits, ${order}`, async () => {
      const record = await runLab(sandbox, loadLab(P5), {
        only: ['server'],
        args: { server: [`order=${order}`] },
        external: counterpart('p5_client.py', order),
      })
      expect(printed(record, EXTERNAL).trim().split('\n')).toEqual([
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
      ])
      expect(record.programs.find(({ name }) => name === EXTERNAL)?.exit.code).toBe(0)
    })

    test(`the client sends a Python server the bytes of the contract, ${order}`, async () => {
      const record = await runLab(sandbox, loadLab(P5), {
        only: ['client'],
        args: { client: [`order=${order}`] },
        external: counterpart('p5_server.py', order),
      })
      const heads = {
        be: ['00 00 00 02', '00 00 00 06', '00 00 27 10'],
        le: ['02 00 00 00', '06 00 00 00', '10 27 00 00'],
      }
      const [two, six, many] = heads[order as 'be' | 'le']
      expect(printed(record, EXTERNAL).trim().split('\n')).toEqual([
        `${two} 68 69`,
        `${six} e4 bd a0 e5 a5 bd`,
        '00 00 00 00',
        `${many} 78 78 78 78 78 78 78 78`,
      ])
      expect(printed(record, 'client')).toContain('10000 bytes')
      expect(record.programs.find(({ name }) => name === 'client')?.exit).toMatchObject({ code: 0, reason: 'exited' })
    })
  }
})
