/** `run --fault` as people use it: the command itself, on real labs. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ownNetwork } from '../support/tier.ts'

const ROOT = join(import.meta.dirname, '../..')
const LAB = 'tcp/handshake-3'

function wirebook(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('sh', ['bin/wirebook', 'run', ...args], { cwd: ROOT, encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('a fault that is not understood', () => {
  test('is shown with its place, what was expected, and the grammar', () => {
    const { status, stderr } = wirebook(LAB, '--fault', 'client/udp:loss=lots')
    expect(status).toBe(64)
    const [first, text, caret, grammar] = stderr.split('\n')
    expect(first).toMatch(/^FAULT_MALFORMED: --fault: expected a share/)
    expect([text, caret]).toEqual(['  client/udp:loss=lots', `${' '.repeat(18)}^`])
    expect(grammar).toContain('[PLACE:]WHAT')
  })

  test('names the hosts that the lab has, or its links', () => {
    expect(wirebook(LAB, '--fault', 'clint:loss=1%')).toMatchObject({
      status: 64,
      stderr: `FAULT_UNKNOWN: ${LAB}: there is no host "clint"; there are client, server\n`,
    })
    expect(wirebook(LAB, '--fault', 'cable.client:loss=1%').stderr).toContain('there is no link "cable"; there is wire')
  })

  test('nor a seed that is none', () => {
    expect(wirebook(LAB, '--seed', '-1')).toMatchObject({ status: 64, stderr: expect.stringContaining('--seed') })
  })
})

describe('a fault', () => {
  test('takes the place of the lab’s own, is told with its seed, and its frames are marked', (context) => {
    ownNetwork(context)
    const { status, stdout, stderr } = wirebook(
      LAB,
      '--json',
      '--seed',
      '9',
      '--fault',
      'client/tcp:dup=100%',
      '--fault',
      'drop=client:1',
    )
    expect([status, stderr]).toEqual([0, ''])
    const run = JSON.parse(stdout)
    expect(run).toMatchObject({
      seed: 9,
      faults: {
        seed: 9,
        rules: [
          { from: 'client', of: 'tcp', kind: 'duplicate', probability: 1 },
          { from: 'client', of: 'tcp', kind: 'drop', nth: [1] },
        ],
      },
    })
    const sent = run.packets.filter(
      ({ from, made, protocol }: Packet) => from === 'client' && protocol === 'tcp' && !made,
    )
    const copies = run.packets.filter(({ made }: Packet) => made === 'duplicate')
    expect(sent[0]).toMatchObject({ dropped: true, flags: ['SYN'] })
    expect(copies.map(({ of }: Packet) => of)).toEqual(sent.slice(1).map(({ n }: Packet) => [n]))
    expect(run.flows.every(({ handshake }: { handshake: string }) => handshake === 'complete')).toBe(true)
  })
})
type Packet = { n: number; from?: string; made?: string; of?: number[]; protocol: string }
