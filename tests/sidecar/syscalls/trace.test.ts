/** Programs of the three models, followed by the kernel's own account. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import type { SystemCall } from '../../../src/protocol/lab.ts'
import { LIMITS } from '../../../src/sidecar/limits.ts'
import { SOLO } from '../../../src/sidecar/sandbox/network/plans.ts'
import { type OpenOptions, openSandbox } from '../../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Program, Sandbox } from '../../../src/sidecar/sandbox/types.ts'
import type { TraceScope } from '../../../src/sidecar/syscalls/scope.ts'
import { until } from '../../sandbox/support/tools.ts'
import { bubblewrap, FULL, fullTier, MACHINE } from '../../support/tier.ts'

const PORT = 9000
const RECEIVER = `import { AF_INET, SOCK_DGRAM, sleep, socket } from 'wirebook/socket'
const s = socket(AF_INET, SOCK_DGRAM)
s.bind(['127.0.0.1', ${PORT}])
`
const BLOCKING = `${RECEIVER}console.log(s.recv(100).toString())`
const POLLING = `${RECEIVER}s.setblocking(false)
for (;;) {
  try { console.log(s.recv(100).toString()); break }
  catch (error) { if (error.code !== 'EAGAIN') throw error; sleep(0.02) }
}`
const MULTIPLEXED = `import dgram from 'node:dgram'
const s = dgram.createSocket('udp4', (data) => { console.log(String(data)); s.close() })
s.bind(${PORT}, '127.0.0.1')`
const SENDER = `import dgram from 'node:dgram'
const s = dgram.createSocket('udp4')
s.send('hi', ${PORT}, '127.0.0.1', () => s.close())`

const ways: { way: string; when: boolean; needs: ((context: TestContext) => void)[]; options: OpenOptions }[] = [
  { way: 'bubblewrap', when: FULL && MACHINE.bubblewrap, needs: [fullTier, bubblewrap], options: { force: 'full' } },
  { way: 'util-linux alone', when: FULL, needs: [fullTier], options: { force: 'full', withoutBubblewrap: true } },
]

type Followed = { program: Program; calls: Map<number, SystemCall>; output: () => string }

describe.each(ways)('under $way', ({ when, needs, options }) => {
  let sandbox: Sandbox
  let network: LabNetwork
  const running: Program[] = []
  beforeEach((context) => {
    for (const need of needs) need(context)
  })
  beforeAll(async () => {
    if (!when) return
    sandbox = await openSandbox(options)
    network = await sandbox.open({ network: SOLO })
  })
  afterEach(async () => {
    for (const program of running.splice(0)) await program.stop('stopped')
  })
  afterAll(() => sandbox?.close())

  async function start(name: string, source: string, trace?: TraceScope): Promise<Followed> {
    const calls = new Map<number, SystemCall>()
    let output = ''
    const spec = { name, file: `${name}.ts`, host: network.hosts[0]!.name, args: [], limits: LIMITS, trace }
    const program = await network.start(
      spec,
      { [`${name}.ts`]: source },
      {
        output: (_stream, text) => {
          output += text
        },
        call: () => {},
        exit: () => {},
        syscall: (call) => calls.set(call.id, call),
      },
    )
    running.push(program)
    return { program, calls, output: () => output }
  }

  const named = ({ calls }: Followed, name: string) => [...calls.values()].filter((call) => call.name === name)

  test('blocking: the program is seen to sit in recvfrom until the datagram comes', async () => {
    await network.beginRun()
    const followed = await start('blocking', BLOCKING, 'network')
    await until(() => named(followed, 'recvfrom').length === 1)
    expect(named(followed, 'recvfrom')[0]).not.toHaveProperty('result')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await start('sender', SENDER)
    expect((await followed.program.exited).code).toBe(0)
    const [received, ...others] = named(followed, 'recvfrom')
    expect(others).toEqual([])
    expect(received).toMatchObject({ program: 'blocking', result: '2', args: expect.stringContaining('"hi", 100, 0') })
    expect(received!.until! - received!.at).toBeGreaterThan(200_000)
    expect(named(followed, 'bind')[0]?.args).toContain(`127.0.0.1:${PORT}, 16`)
    expect(followed.output()).toBe('hi\n')
  })

  test('polling: recvfrom says EAGAIN again and again', async () => {
    const followed = await start('polling', POLLING, 'network')
    await until(() => named(followed, 'recvfrom').length > 5)
    await start('sender', SENDER)
    await followed.program.exited
    const results = named(followed, 'recvfrom').map(({ result }) => result)
    expect(results.at(-1)).toBe('2')
    expect(new Set(results.slice(0, -1))).toEqual(new Set(['-1 EAGAIN']))
    expect(named(followed, 'fcntl').some(({ args }) => args.endsWith('F_SETFL, O_RDWR|O_NONBLOCK'))).toBe(true)
  })

  test('multiplexed: Node waits in epoll, which names the socket, and then reads', async () => {
    const followed = await start('multiplexed', MULTIPLEXED, 'network')
    await until(() => followed.calls.size > 0 && [...followed.calls.values()].at(-1)?.name === 'epoll_pwait')
    await start('sender', SENDER)
    await followed.program.exited
    const socket = named(followed, 'socket').find(({ args }) => args.includes('SOCK_DGRAM|SOCK_NONBLOCK'))?.result
    expect(Number(socket)).toBeGreaterThan(2)
    const woken = named(followed, 'epoll_pwait').find(({ args }) => args.includes(`[${socket}: EPOLLIN]`))
    expect(woken).toMatchObject({ result: '1' })
    const read = [...followed.calls.values()].find(
      ({ name, result }) => /^recvm?msg$|^recvmmsg$/.test(name) && result !== '-1 EAGAIN',
    )
    expect(read!.id).toBeGreaterThan(woken!.id)
  })

  test('io: the console is part of it; without trace nothing is told', async () => {
    const followed = await start('printing', `console.log('hello')`, 'io')
    const plain = await start('plain', `console.log('hello')`)
    await Promise.all([followed.program.exited, plain.program.exited])
    expect(named(followed, 'write').some(({ args }) => args === '1, "hello\\n", 6')).toBe(true)
    expect(plain.calls.size).toBe(0)
  })

  test('a program that is stopped in a call is gone, and its tracer with it', async () => {
    const followed = await start('stopped', BLOCKING, 'network')
    await until(() => named(followed, 'recvfrom').length === 1)
    await followed.program.stop('stopped')
    expect(await followed.program.exited).toMatchObject({ reason: 'stopped' })
  })
})

test('where labs have no namespaces, following is refused with the reason', async () => {
  const sandbox = await openSandbox({ force: 'reduced' })
  try {
    const network = await sandbox.open({ network: SOLO })
    const spec = {
      name: 'a',
      file: 'a.ts',
      host: network.hosts[0]!.name,
      args: [],
      limits: LIMITS,
      trace: 'io' as const,
    }
    const events = { output: () => {}, call: () => {}, exit: () => {} }
    await expect(network.start(spec, { 'a.ts': '' }, events)).rejects.toMatchObject({ code: 'SANDBOX_NO_TRACE' })
  } finally {
    await sandbox.close()
  }
})
