import { expect } from 'vitest'
import { capture, check, faults, host, learner, listen, pause, random, say } from 'wirebook/spec'

const { probe } = learner<typeof import('./starter/port-probe.ts')>()

/** The task's 800 ms and what a busy machine may add; one after the other six would take 4,800. */
const SILENT = 6
const SILENT_MS = { least: 500, most: 2_500 }
/** The kernel repeats a SYN after 1, 2, 3 s. */
const REPEATS_MS = 2_250
const STOPPED_MS = 1_900
const CLOSE_MS = 1_500
const PORTS = { first: 10_000, last: 30_000 }

const server = () => host('server').address
const port = () => random.int(PORTS.first, PORTS.last)
const silent = () => ({ host: host('silent').address, port: port() })

/** From now on nothing gets through to the host `silent`. */
async function silence() {
  expect(
    await faults('>silent/tcp:loss=100%'),
    say('this test needs a network of its own, which this machine refuses', '这项测试需要自己的网络，而这台机器不允许'),
  ).toBe(true)
}

check('open-closed', async () => {
  const listener = await listen()
  const targets = [
    { host: server(), port: listener.port },
    { host: server(), port: listener.port + 1 },
  ]
  expect(
    await probe(targets),
    say(
      'a port whose server accepts and says nothing, and one without a server',
      '一个端口的服务器接受连接但不说话，另一个没有服务器',
    ),
  ).toEqual(['open', 'closed'])
})

check('bad-port', async () => {
  const listener = await listen()
  const targets = [70_000, listener.port, 0, -1].map((number) => ({ host: server(), port: number }))
  expect(
    await probe(targets),
    say('the ports 70000, one with a server, 0 and -1', '端口 70000、一个有服务器的端口、0 和 -1'),
  ).toEqual(['badport', 'open', 'badport', 'badport'])
})

check('filtered', async () => {
  await silence()
  const began = performance.now()
  const got = await probe(Array.from({ length: SILENT }, silent))
  const ms = performance.now() - began
  expect(got).toEqual(Array.from({ length: SILENT }, () => 'filtered'))
  expect(ms, say('ms for six targets that do not answer', '六个不应答的目标所用的毫秒数')).toBeGreaterThan(
    SILENT_MS.least,
  )
  expect(ms, say('ms for six targets that do not answer', '六个不应答的目标所用的毫秒数')).toBeLessThan(SILENT_MS.most)
})

check('unreachable', async () => {
  const target = { host: `192.0.2.${random.int(1, 254)}`, port: port() }
  expect(await probe([target])).toEqual(['unreachable'])
})

check('order', async () => {
  const listener = await listen()
  const at = (number: number) => ({ host: server(), port: number })
  const kinds = random.shuffle([
    { target: at(listener.port + 1), is: 'closed' },
    { target: at(listener.port), is: 'open' },
    { target: at(random.int(65_536, 99_999)), is: 'badport' },
    { target: { host: '192.0.2.7', port: port() }, is: 'unreachable' },
  ])
  // Whatever the shuffle: a slower one first, one that needs no time last.
  const all = [
    { target: at(listener.port), is: 'open' },
    ...kinds,
    { target: at(random.int(65_536, 99_999)), is: 'badport' },
  ]
  expect(await probe(all.map(({ target }) => target))).toEqual(all.map(({ is }) => is))
})

check('closes', async () => {
  const listener = await listen()
  await probe([1, 2, 3].map(() => ({ host: server(), port: listener.port })))
  for (let i = 0; i < 3; i++) {
    const peer = await listener.accept()
    expect(await peer.closed({ within: CLOSE_MS, due: true })).toMatch(/fin|reset/)
  }
})

check('stops', async () => {
  await silence()
  const began = performance.now()
  await probe([silent()])
  await pause(Math.max(0, REPEATS_MS - (performance.now() - began)))
  const [flow] = await capture.flows()
  const syns = (flow?.packets ?? []).filter(({ segment }) => segment?.flags.includes('SYN'))
  const [first, last] = [syns[0]?.at ?? 0, syns.at(-1)?.at ?? 0]
  expect(syns.length, say('SYNs to the silent host', '发往沉默主机的 SYN')).toBeGreaterThan(0)
  expect(
    (last - first) / 1000,
    say('ms from the first SYN to the last one', '从第一个 SYN 到最后一个的毫秒数'),
  ).toBeLessThan(STOPPED_MS)
})
