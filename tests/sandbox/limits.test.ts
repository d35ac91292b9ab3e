/** Each limit is told by its name, whoever notices that it was hit. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LimitName } from '../../src/protocol/lab.ts'
import type { Limits } from '../../src/sidecar/limits.ts'
import { limitSigned } from '../../src/sidecar/sandbox/limit-signs.ts'
import { SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { bubblewrap, FULL, fullTier, MACHINE } from '../support/tier.ts'
import { startSource } from './support/tools.ts'

const WRITE = `import { openSync, writeSync } from 'node:fs'
const chunk = Buffer.alloc(1 << 20, 1)
const fill = (path: string, mib: number) => {
  const fd = openSync(path, 'w')
  for (let i = 0; i < mib; i++) writeSync(fd, chunk)
}
`
const hits: { limit: LimitName; when: string; source: string; limits?: Partial<Limits> }[] = [
  {
    limit: 'descriptors',
    when: 'a program opens too many files',
    source: `import { openSync } from 'node:fs'\nfor (;;) openSync('/dev/null', 'r')`,
  },
  {
    limit: 'processes',
    when: 'a program starts too many others',
    source: `import { spawn } from 'node:child_process'
for (let i = 0; i < 60; i++) spawn('/bin/sleep', ['9'])
setTimeout(() => {}, 2_000)`,
    limits: { processes: 32 },
  },
  { limit: 'file', when: 'a file grows too long', source: `${WRITE}fill('/tmp/long', 20)`, limits: { fileMiB: 16 } },
  {
    limit: 'disk',
    when: 'files take too much space together',
    source: `${WRITE}fill('/tmp/one', 10)\nfill('/tmp/two', 10)`,
    limits: { fileMiB: 16 },
  },
  {
    limit: 'disk',
    when: 'there are too many files',
    source: `import { writeFileSync } from 'node:fs'\nfor (let i = 0; i < 20_000; i++) writeFileSync('/tmp/' + i, '')`,
  },
  {
    limit: 'memory',
    when: 'a heap is full',
    source: `const kept: number[][] = []\nfor (;;) kept.push(Array.from({ length: 10_000 }, Math.random))`,
    limits: { heapMiB: 32 },
  },
  {
    limit: 'memory',
    when: 'a buffer cannot be had',
    source: `const kept: Buffer[] = []\nfor (;;) kept.push(Buffer.allocUnsafe(32 * 2 ** 20))`,
  },
  { limit: 'output', when: 'a program prints too much', source: `for (;;) console.log('x'.repeat(100_000))` },
  { limit: 'cpu', when: 'a program computes too long', source: 'for (;;);', limits: { cpuSeconds: 1 } },
  {
    limit: 'wall',
    when: 'a program waits too long',
    source: 'setTimeout(() => {}, 9_000)',
    limits: { wallSeconds: 0.3 },
  },
]

describe.each([
  { way: 'bubblewrap', without: false },
  { way: 'util-linux alone', without: true },
])('under $way', ({ without }) => {
  let sandbox: Sandbox | undefined
  let network: LabNetwork
  beforeEach((context) => {
    fullTier(context)
    if (!without) bubblewrap(context)
  })
  beforeAll(async () => {
    if (!FULL || (!without && !MACHINE.bubblewrap)) return
    sandbox = await openSandbox({ force: 'full', withoutBubblewrap: without })
    network = await sandbox.open({ network: SOLO })
  })
  afterAll(() => sandbox?.close())

  test.each(hits)('$when: $limit', async ({ limit, source, limits }) => {
    const { program } = await startSource(network, source, { limits })
    expect(await program.exited).toMatchObject({ reason: 'limit', limit })
  })

  test('a limit that a program copes with is none that it hit', async () => {
    const source = `import { openSync } from 'node:fs'
try { for (;;) openSync('/dev/null', 'r') } catch (error) { console.error(String(error)) }`
    const { program } = await startSource(network, source)
    expect(await program.exited).toEqual({ code: 0, signal: null, reason: 'exited' })
  })
})

describe('signs of a limit', () => {
  test.each([
    ['Error: spawn /bin/sleep EAGAIN', 'SIGTERM', 'processes'],
    ['Error [ERR_WORKER_INIT_FAILED]: Worker initialization failure: EAGAIN', null, 'processes'],
    ['/bin/sh: 1: Cannot fork\nsh: fork: retry: Resource temporarily unavailable', null, 'processes'],
    ["Error: EMFILE: too many open files, open '/dev/null'", null, 'descriptors'],
    ['', 'SIGXFSZ', 'file'],
    ['Error: ENOSPC: no space left on device, write', null, 'disk'],
    ['Error: ENOSPC: System limit for number of file watchers reached, watch', null, null],
    // What a socket says that has no data yet.
    ['SocketError: EAGAIN: recv', null, null],
    ['Error: connect ECONNREFUSED 127.0.0.1:9999', null, null],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'SIGABRT', 'memory'],
    // Printed, and not died of.
    ['JavaScript heap out of memory', null, null],
  ])('%j with %s: %s', (words, signal, limit) => {
    expect(limitSigned(words, signal)).toBe(limit)
  })
})
