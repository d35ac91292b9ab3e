/** How programs start, are stopped, and end, under each containment and without any. */
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { LIMITS } from '../../src/sidecar/limits.ts'
import { SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { type OpenOptions, openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { bubblewrap, FULL, fullTier, MACHINE, NAMESPACES, ownNetwork } from '../support/tier.ts'
import { startSource } from './support/tools.ts'

const LINUX = process.platform === 'linux'
const ways: { way: string; when: boolean; needs: ((context: TestContext) => void)[]; options: OpenOptions }[] = [
  { way: 'bubblewrap', when: FULL && MACHINE.bubblewrap, needs: [fullTier, bubblewrap], options: { force: 'full' } },
  { way: 'util-linux alone', when: FULL, needs: [fullTier], options: { force: 'full', withoutBubblewrap: true } },
  { way: 'the basic tier', when: NAMESPACES, needs: [ownNetwork], options: { force: 'basic' } },
  { way: 'the reduced tier', when: true, needs: [], options: { force: 'reduced' } },
]

describe.each(ways)('under $way', ({ way, when, needs, options }) => {
  let sandbox: Sandbox
  let network: LabNetwork
  beforeEach((context) => {
    for (const need of needs) need(context)
  })
  beforeAll(async () => {
    if (!when) return
    sandbox = await openSandbox(options)
    network = await sandbox.open({ network: SOLO })
  })
  afterAll(() => sandbox?.close())

  test('a program gets its arguments, its input and the course’s modules', async () => {
    const source = `import { socket } from 'wirebook/socket'
const word: string = process.argv[2]
console.log(typeof socket, word, import.meta.main)
process.stdin.on('data', (text) => console.log('read', String(text).trim()))
process.stdin.on('end', () => console.log('end of input'))`
    const started = await startSource(network, source, { args: ['size=3'] })
    started.program.write('one line\n')
    await started.says('read one line')
    started.program.endInput()
    expect(await started.program.exited).toEqual({ code: 0, signal: null, reason: 'exited' })
    expect(started.stdout).toBe('function size=3 true\nread one line\nend of input\n')
    expect(started.stderr).toBe('')
    expect(started.exits).toHaveLength(1)
  })

  test('an uncaught error is a crash, with its message', async () => {
    const started = await startSource(network, `const text: string = 'boom'\nthrow new Error(text)`)
    expect(await started.program.exited).toEqual({ code: 1, signal: null, reason: 'crashed' })
    expect(started.stderr).toContain('program.ts:2')
    expect(started.stderr).toContain('Error: boom')
  })

  test('worker threads start and answer, several at a time', async () => {
    const source = `import { isMainThread, parentPort, Worker } from 'node:worker_threads'
if (isMainThread) {
  const workers: Worker[] = Array.from({ length: 4 }, () => new Worker(new URL(import.meta.url)))
  const said = await Promise.all(workers.map((worker) => new Promise((done) => worker.once('message', done))))
  console.log(said.length, workers[0] instanceof Worker)
} else parentPort!.postMessage('here')`
    const started = await startSource(network, source)
    expect(await started.program.exited, started.stderr).toEqual({ code: 0, signal: null, reason: 'exited' })
    expect(started.stdout).toBe('4 true\n')
  })

  test('an exit code is kept', async () => {
    const { program } = await startSource(network, 'process.exit(7)')
    expect(await program.exited).toEqual({ code: 7, signal: null, reason: 'crashed' })
  })

  test('everything printed before process.exit() arrives', async () => {
    const source = `for (let i = 0; i < 20_000; i++) console.log('line', i)\nprocess.exit()`
    const started = await startSource(network, source)
    expect(await started.program.exited).toMatchObject({ reason: 'exited' })
    expect(started.stdout.split('\n')).toHaveLength(20_001)
  })

  test('Stop ends an endless loop', async () => {
    const started = await startSource(network, `console.log('spinning')\nwhile (true);`)
    await started.says('spinning')
    await started.program.stop('stopped')
    expect(await started.program.exited).toMatchObject({ reason: 'stopped', signal: 'SIGKILL' })
    await started.program.stop('stopped')
    expect(started.exits).toHaveLength(1)
  })

  test('Stop ends a program that ignores SIGTERM, and frees its port', async () => {
    const port = way === 'the reduced tier' ? 0 : 9_999
    const source = `import { createServer } from 'node:net'
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => console.log('ignored'))
createServer().listen(${port}, () => console.log('listening'))`
    for (let again = 0; again < 2; again++) {
      const started = await startSource(network, source)
      await started.says('listening')
      await started.program.stop('stopped')
      expect(await started.program.exited).toMatchObject({ reason: 'stopped' })
    }
    const listening = async () => (await network.sockets('lab')).filter(({ state }) => state === 'LISTEN')
    if (LINUX) await expect.poll(listening).toEqual([])
  })

  test('a flood of output is cut at the limit, counted, and the program stopped', async () => {
    const started = await startSource(network, `while (true) process.stdout.write('x'.repeat(65_536))`, {
      limits: { outputBytes: 100_000 },
    })
    expect(await started.program.exited).toMatchObject({ reason: 'limit', limit: 'output' })
    expect(started.stdout).toHaveLength(100_000)
    expect(started.cut).toBeGreaterThan(0)
  })

  test('the wall clock ends a program that waits', async () => {
    const { program } = await startSource(network, 'setInterval(() => {}, 1_000)', { limits: { wallSeconds: 0.3 } })
    expect(await program.exited).toMatchObject({ reason: 'limit', limit: 'wall' })
  })

  test('processor time and memory are watched', async ({ skip }) => {
    skip(!LINUX, 'there is no /proc to watch them by')
    const spin = await startSource(network, 'while (true);', { limits: { cpuSeconds: 1 } })
    expect(await spin.program.exited).toMatchObject({ reason: 'limit', limit: 'cpu' })
    const grow = 'const kept = []\nsetInterval(() => kept.push(Buffer.alloc(20 * 2 ** 20, 1)), 20)'
    const memory = await startSource(network, grow, { limits: { memoryMiB: 180 } })
    expect(await memory.program.exited).toMatchObject({ reason: 'limit', limit: 'memory' })
  })

  test('a warm program starts from the text of now', async () => {
    network.warm([{ name: 'warm', file: 'warm.ts', host: 'lab', args: [], limits: LIMITS }])
    await new Promise((resolve) => setTimeout(resolve, 400))
    for (const word of ['first', 'second']) {
      const started = await startSource(network, `const word: string = '${word}'\nconsole.log(word)`, { name: 'warm' })
      await started.program.exited
      expect(started.stdout).toBe(`${word}\n`)
    }
    network.warm([])
  })

  test('waiting for a server ends when it listens, or when nobody waits any more', async () => {
    const port = 20_000 + (process.pid % 10_000)
    const abort = new AbortController()
    const never = network.listening('lab', `tcp:${port}`, abort.signal)
    abort.abort()
    expect(await never).toBe(false)
    const waits = network.listening('lab', `tcp:${port}`, AbortSignal.timeout(10_000))
    const source = `import { createServer } from 'node:net'
setTimeout(() => createServer().listen(${port}, '127.0.0.1'), 150)`
    const { program } = await startSource(network, source)
    expect(await waits).toBe(true)
    expect((await network.sockets('lab')).filter(({ state }) => state === 'LISTEN')).toMatchObject([
      {
        protocol: 'tcp',
        local: `127.0.0.1:${port}`,
        remote: '0.0.0.0:0',
        state: 'LISTEN',
        receiveQueue: 0,
        sendQueue: 0,
      },
    ])
    await program.stop('stopped')
  })

  test('a file outside the work folder and an unknown host are refused', async () => {
    const refused = { code: 'SANDBOX_BAD_REQUEST' }
    network.warm([{ name: 'warm', file: '../escape.ts', host: 'lab', args: [], limits: LIMITS }])
    await expect(startSource(network, '', { name: '../escape' })).rejects.toMatchObject(refused)
    await expect(startSource(network, '', { host: 'nobody' })).rejects.toMatchObject(refused)
  })
})
