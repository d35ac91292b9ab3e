import { expect } from 'vitest'
import { check, connect, type Peer, pause, random, say, startServer } from 'wirebook/spec'
import type { Env } from './starter/graceful.ts'

/** Shorter clocks than the defaults, so that the tests are quick, ms. A server that keeps the defaults passes too. */
const IDLE_MS = 600
const DEADLINE_MS = 600
/** The times that hold where nothing is said. */
const DEFAULT_IDLE_MS = 2_000
const LATEST_DEADLINE_MS = 3_900
const MAX_CLIENTS = 50
const PATIENT_MS = 10_000
const GROUP = 5
const REFUSED = 'refused'
/** Less than a call may take; the work in it takes a third. */
const GRACE_MS = 1_600
const WORK_MS = 500
/** Newcomers come so often while a server is stopping, and for so long: well within the work it waits for. */
const ASK_AGAIN_MS = 60
const ASK_MS = 600
const LONG_WORK_MS = 900
const SOON = { within: 1_000 }

type Clocks = Partial<Pick<Env, 'IDLE_MS' | 'DEADLINE_MS'>>
/** A server whose clocks do not disturb what a test is about. */
const start = (clocks: Clocks = { IDLE_MS: PATIENT_MS, DEADLINE_MS: PATIENT_MS }) =>
  startServer<typeof import('./starter/graceful.ts')>(clocks)
const newLine = () => random.text(random.int(4, 30)).replace(/^S/, 'x')

/** Says a line and hears it again. */
async function echo(peer: Peer, after: string) {
  const line = newLine()
  peer.write(`${line}\n`)
  expect(await peer.line(SOON), `${after}: ${say(`sent "${line}"`, `发送了“${line}”`)}`).toBe(line)
}

/** It closes, one way or the other; a test that says how asks the peer itself. */
async function closes(peer: Peer, told: string, within = SOON.within) {
  const how = await peer.closed({ within }).catch(() => say('still open', '仍然打开'))
  expect(how, told).toMatch(/^(fin|reset)$/)
}

/** Has it working for so long: the line in front of SLOW has come back, so SLOW has been read too. */
async function working(peer: Peer, ms: number) {
  const line = newLine()
  peer.write(`${line}\nSLOW ${ms}\n`)
  expect(
    await peer.line(SOON),
    say(`sent "${line}" and SLOW ${ms} in one write`, `一次写入“${line}”与 SLOW ${ms}`),
  ).toBe(line)
}

check('echo', async () => {
  const server = await start({})
  const peer = await connect(server.port)
  await echo(peer, say('one line', '一行'))
  const [a, b] = [newLine(), newLine()]
  await peer.send(random.cuts(new TextEncoder().encode(`${a}\n${b}\n`)), { gapMs: 8 })
  const told = say('two lines in pieces', '切成几段的两行')
  expect(await peer.line(SOON), told).toBe(a)
  expect(await peer.line(SOON), told).toBe(b)
  await server.close({}, 200)
})

check('idle', async () => {
  const server = await start({ IDLE_MS })
  const peer = await connect(server.port)
  await pause(IDLE_MS / 3)
  // Its clock begins anew when it reads the line, which is later than this.
  const quiet = performance.now()
  await echo(peer, say('a third of the idle time has passed', '空闲时间过了三分之一'))
  await closes(peer, say('silent from now on', '从现在起沉默'), DEFAULT_IDLE_MS * 1.5)
  expect(
    performance.now() - quiet,
    say('ms of silence until the server closed', '服务器关闭之前沉默的毫秒数'),
  ).toBeGreaterThan(IDLE_MS * 0.8)
})

check('limit', async () => {
  const server = await start()
  const peers: Peer[] = []
  while (peers.length < MAX_CLIENTS)
    peers.push(...(await Promise.all(Array.from({ length: GROUP }, () => connect(server.port, { within: 4_000 })))))
  await echo(peers.at(-1)!, say('client 50 of 50', '五十个客户端中的第 50 个'))
  for (const n of [51, 52]) {
    const excess = await connect(server.port)
    expect(await excess.line(SOON), say(`client ${n} while 50 are there`, `已有 50 个客户端时的第 ${n} 个`)).toBe(
      'BUSY',
    )
    expect(await excess.closed(SOON), say('then it is closed with a FIN', '然后以 FIN 关闭')).toBe('fin')
    excess.end()
  }
  const leaver = peers[random.int(0, MAX_CLIENTS - 1)]!
  leaver.end()
  await leaver.closed(SOON)
  await pause(30)
  await echo(await connect(server.port), say('one has left, and its place is free', '一个已离开，位置空出'))
})

check('lets-work-finish', async () => {
  const server = await start()
  const [busy, other] = [await connect(server.port), await connect(server.port)]
  await echo(other, say('another client', '另一个客户端'))
  await working(busy, 300)
  const closing = server.close({}, 10_000)
  closing.catch(() => {})
  expect(await busy.line(SOON), say('close(10000) came while SLOW 300 ran', 'SLOW 300 进行中调用 close(10000)')).toBe(
    'DONE',
  )
  expect(await busy.closed(SOON), say('after its answer the connection is closed', '回答之后关闭连接')).toBe('fin')
  await closing
})

check('cuts-after-grace', async () => {
  const server = await start()
  const busy = await connect(server.port)
  await working(busy, 60_000)
  const began = performance.now()
  const graceMs = random.int(250, 350)
  await server.close({ expectIdle: false }, graceMs)
  const ms = performance.now() - began
  const told = say(
    `close(${graceMs}) while SLOW 60000 runs: ms until it resolved`,
    `SLOW 60000 进行中调用 close(${graceMs})：完成用了多少毫秒`,
  )
  expect(ms, told).toBeGreaterThan(graceMs * 0.8)
  expect(ms, told).toBeLessThan(graceMs + 1_200)
  await closes(busy, say('what is left after the grace is cut', '宽限期之后，剩下的被切断'))
  await server.close({}, 0)
})

check('refuses-new', async () => {
  const server = await start()
  const busy = await connect(server.port)
  await working(busy, LONG_WORK_MS)
  const closing = server.close({}, 2_000)
  closing.catch(() => {})
  // It may take a moment to hear of it.
  const until = performance.now() + ASK_MS
  let late = ''
  do {
    await pause(ASK_AGAIN_MS)
    late = await connect(server.port, { within: 300 }).then(
      () => say('it was connected', '它连上了'),
      () => REFUSED,
    )
  } while (late !== REFUSED && performance.now() < until)
  expect(late, say('a client that comes while the server is stopping', '服务器停止期间到来的客户端')).toBe(REFUSED)
  expect(await busy.line(SOON), say('the one with work still gets its answer', '有事在做的客户端仍得到回答')).toBe(
    'DONE',
  )
  await closing
})

check('deadline', async () => {
  const server = await start({ DEADLINE_MS, IDLE_MS: PATIENT_MS })
  const dribbler = await connect(server.port)
  const began = performance.now()
  // A byte every 60 ms: each comes in time, the line never does.
  void dribbler.dribble(new Uint8Array(80).fill(0x61), { gapMs: 60 }).catch(() => {})
  await closes(
    dribbler,
    say('a line sent one byte every 60 ms, without an end', '每 60 毫秒发送一个字节、没有结尾的一行'),
    LATEST_DEADLINE_MS,
  )
  expect(
    performance.now() - began,
    say('ms from its first byte until the server closed', '从第一个字节到服务器关闭的毫秒数'),
  ).toBeGreaterThan(DEADLINE_MS * 0.7)
})

check('busy-is-not-idle', async () => {
  const server = await start({ IDLE_MS })
  const peer = await connect(server.port)
  const workMs = IDLE_MS * 2 + random.int(0, 100)
  peer.write(`SLOW ${workMs}\n`)
  const answer = await peer.line({ within: workMs + 1_000 }).catch(() => say('no answer', '没有回答'))
  expect(
    answer,
    say(
      `idle time ${IDLE_MS} ms, and SLOW ${workMs}: waiting for an answer is not idling`,
      `空闲时间 ${IDLE_MS} 毫秒，而 SLOW ${workMs}：等待回答不算空闲`,
    ),
  ).toBe('DONE')
})

check('idle-go-first', async () => {
  const server = await start()
  const [busy, quiet, half] = [await connect(server.port), await connect(server.port), await connect(server.port)]
  await echo(quiet, say('a client', '一个客户端'))
  half.write(newLine())
  await working(busy, WORK_MS)
  const began = performance.now()
  const closing = server.close({}, GRACE_MS)
  closing.catch(() => {})
  const told = say('close() came; a client without work', '调用了 close()；没有事在做的客户端')
  await closes(quiet, told)
  await closes(half, told)
  expect(
    busy.unread,
    say(
      `close(${GRACE_MS}): those without work are closed before SLOW ${WORK_MS} is answered`,
      `close(${GRACE_MS})：没有事在做的客户端，应在 SLOW ${WORK_MS} 得到回答之前关闭`,
    ),
  ).toEqualBytes(new Uint8Array(0))
  await closing
  const ms = performance.now() - began
  expect(
    ms,
    say(
      'it resolves when the work is done, before the grace is over (ms)',
      '事情做完就应完成，不必等到宽限期满（毫秒）',
    ),
  ).toBeLessThan(GRACE_MS * 0.85)
})

check('twice', async () => {
  const server = await start()
  const busy = await connect(server.port)
  await working(busy, 200)
  const first = server.close({ expectIdle: false }, 1_500)
  first.catch(() => {})
  await server.close({ expectIdle: false }, 1_500)
  expect(
    await busy.line(SOON),
    say('close() was called twice during SLOW 200', '在 SLOW 200 期间两次调用 close()'),
  ).toBe('DONE')
  await first
  await server.close({}, 0)
})
