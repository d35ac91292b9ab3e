import { expect } from 'vitest'
import { check, driver, random, say } from 'wirebook/spec'
import type { Outcome, Scenario, Step } from './driver.ts'

const play = driver<typeof import('./driver.ts')>()

const TURN_BYTES = 65_536
const END = 5_000

/** Plays it, and demands that run() came to its end. */
async function run(scenario: Omit<Scenario, 'end'>): Promise<Outcome> {
  const outcome = await play.play({ ...scenario, end: END })
  expect(fate(outcome), story(scenario)).toBe(fate({ ...outcome, error: null, at: END }))
  return outcome
}

/** How run() came to its end, in words. */
function fate({ error, at, turns, waits }: Outcome): string {
  if (error === 'TURNS') {
    const limits = [...new Set(waits.slice(-20).map(({ timeout }) => String(timeout)))].join(', ')
    const events = waits.at(-1)?.told ?? 0
    return say(
      `turned ${turns} times, and is no further than ${at} ms; the last waits had the time limit ${limits} and told ${events}`,
      `转了 ${turns} 圈，只到 ${at} ms；最后几次 wait() 的时限为 ${limits}，报告了 ${events} 个`,
    )
  }
  if (error === 'NEVER')
    return say(
      `at ${at} ms waits without a time limit for descriptors that will never be ready`,
      `在 ${at} ms 不限时地等待永远不会就绪的描述符`,
    )
  if (error === 'CALLS') return say(`at ${at} ms makes calls without end`, `在 ${at} ms 没完没了地调用`)
  if (error !== null) return say(`at ${at} ms run() threw ${error}`, `在 ${at} ms run() 抛出 ${error}`)
  if (at < END)
    return say(
      `run() returned at ${at} ms, and until() was not true yet`,
      `run() 在 ${at} ms 返回，那时 until() 还不为真`,
    )
  return say('run() turned until until() was true', 'run() 一直转到 until() 为真')
}

function story({ edge, twice, steps }: Omit<Scenario, 'end'>): string {
  const kernel = edge ? say('edge-triggered kernel', '边缘触发的内核') : say('level-triggered kernel', '水平触发的内核')
  const told = steps.map((step) => {
    const who = say(`${step.at} ms client ${step.client}`, `${step.at} ms 客户端 ${step.client}`)
    return `${who} ${deed(step)}`
  })
  return [twice ? `${kernel}, ${say('r and w told apart', 'r 与 w 分开报告')}` : kernel, ...told].join('; ')
}

function deed(step: Step): string {
  if (step.does === 'connect') {
    const room = step.room === undefined ? '' : say(`, room for ${step.room}`, `，可容纳 ${step.room}`)
    return `${say('connects', '连接')}${room}`
  }
  if (step.does === 'send') return say(`sends ${step.data.length} bytes`, `发送 ${step.data.length} 个字节`)
  if (step.does === 'room') return say(`has room for ${step.bytes} more`, `又可容纳 ${step.bytes}`)
  return step.does === 'fin' ? say('ends its stream', '结束自己的流') : say('resets', '复位')
}

/** Each client has its bytes back, all and in order. */
function echoed(outcome: Outcome, scenario: Omit<Scenario, 'end'>, clients: number[]) {
  for (const client of clients) {
    const sent = scenario.steps.flatMap((step) => (step.does === 'send' && step.client === client ? [step.data] : []))
    const told = `${say(`client ${client} gets its bytes back`, `客户端 ${client} 收回自己的字节`)}; ${story(scenario)}`
    expect(outcome.clients[client]?.got, told).toEqualBytes(new Uint8Array(Buffer.concat(sent)))
  }
}

const both = (steps: Step[]): Omit<Scenario, 'end'>[] => [{ steps }, { steps, edge: true }]

check('echo', async () => {
  const scenario = {
    steps: [
      { at: 10, client: 0, does: 'connect' },
      { at: 20, client: 0, does: 'send', data: random.bytes(5) },
      { at: 30, client: 0, does: 'send', data: random.bytes(7) },
    ] satisfies Step[],
  }
  const outcome = await run(scenario)
  echoed(outcome, scenario, [0])
  expect(outcome.clients[0]?.closedAt, say('the client is still there: it is not closed', '客户端还在：不关闭它')).toBe(
    null,
  )
})

check('two-clients', async () => {
  const scenario = {
    steps: [
      { at: 10, client: 0, does: 'connect' },
      { at: 10, client: 1, does: 'connect' },
      { at: 20, client: 1, does: 'send', data: random.bytes(9) },
      { at: 20, client: 0, does: 'send', data: random.bytes(8) },
      { at: 40, client: 0, does: 'fin' },
      { at: 50, client: 1, does: 'send', data: random.bytes(4) },
    ] satisfies Step[],
  }
  const outcome = await run(scenario)
  echoed(outcome, scenario, [0, 1])
  expect(
    outcome.clients[0]?.closedAt,
    say('client 0 ended at 40 ms: closed then', '客户端 0 在 40 ms 结束：当时就关闭'),
  ).toBe(40)
  expect(outcome.clients[1]?.closedAt, say('client 1 is still there', '客户端 1 还在')).toBe(null)
})

check('partial-write', async () => {
  const [room, more, size] = [random.int(3, 9), random.int(10, 20), random.int(60, 90)]
  for (const scenario of both([
    { at: 10, client: 0, does: 'connect', room },
    { at: 20, client: 0, does: 'send', data: random.bytes(size) },
    { at: 30, client: 0, does: 'room', bytes: more },
    { at: 40, client: 0, does: 'send', data: random.bytes(size) },
    { at: 50, client: 0, does: 'room', bytes: 2 * size },
  ]))
    echoed(await run(scenario), scenario, [0])
})

check('interest', async () => {
  const room = random.int(3, 9)
  const scenario = {
    steps: [
      { at: 10, client: 0, does: 'connect' },
      { at: 20, client: 1, does: 'connect', room },
      { at: 30, client: 1, does: 'send', data: random.bytes(40) },
      { at: 60, client: 1, does: 'room', bytes: 100 },
      { at: 90, client: 0, does: 'send', data: random.bytes(5) },
    ] satisfies Step[],
  }
  const outcome = await play.play({ ...scenario, end: END })
  const told = `${say('waits that asked for w with nothing to write', '没有东西要写却询问 w 的 wait 次数')}; ${story(scenario)}`
  expect(outcome.idleWrites, told).toBe(0)
  echoed(outcome, scenario, [0, 1])
})

check('flush-then-close', async () => {
  const [size, room] = [random.int(30, 60), random.int(5, 15)]
  for (const scenario of both([
    { at: 10, client: 0, does: 'connect', room },
    { at: 20, client: 0, does: 'send', data: random.bytes(size) },
    { at: 20, client: 0, does: 'fin' },
    { at: 300, client: 0, does: 'room', bytes: size },
  ])) {
    const outcome = await run(scenario)
    echoed(outcome, scenario, [0])
    const told = `${say('closed when the last byte was taken', '最后一个字节被取走时关闭')}; ${story(scenario)}`
    expect(outcome.clients[0]?.closedAt, told).toBe(300)
  }
})

check('timers', async () => {
  const [first, second, third] = [random.int(20, 60), random.int(100, 200), random.int(300, 400)]
  const timers = [
    { name: 'third', ms: third },
    { name: 'first', ms: first, next: { name: 'later', ms: 500 } },
    { name: 'second', ms: second },
    { name: 'second too', ms: second },
  ]
  const steps: Step[] = [{ at: 90, client: 0, does: 'connect' }]
  const outcome = await run({ steps, timers })
  expect(
    outcome.timers,
    say(
      `timers set for ${third}, ${first}, ${second}, ${second} ms`,
      `定时器：${third}、${first}、${second}、${second} ms`,
    ),
  ).toEqual([
    { name: 'first', at: first },
    { name: 'second', at: second },
    { name: 'second too', at: second },
    { name: 'third', at: third },
    { name: 'later', at: first + 500 },
  ])
  const due = [first, second, third, first + 500]
  for (const { at, timeout } of outcome.waits) {
    const next = due.find((time) => time > at)
    const told = say(
      `time limit of the wait at ${at} ms (timers at ${due.join(', ')})`,
      `${at} ms 时 wait 的时限（定时器在 ${due.join('、')}）`,
    )
    expect(timeout, told).toBe(next === undefined ? null : next - at)
  }
})

check('no-idle-turns', async () => {
  const scenario = {
    steps: [
      { at: 1_000, client: 0, does: 'connect' },
      { at: 2_000, client: 0, does: 'send', data: random.bytes(12) },
    ] satisfies Step[],
  }
  const outcome = await play.play({ ...scenario, end: END })
  const empty = outcome.waits.filter(({ told }) => told === 0)
  const limits = [...new Set(empty.map(({ timeout }) => String(timeout)))].join(', ')
  const told = say(
    `waits that told nothing, with no timer set; their time limits: ${limits}`,
    `没有定时器却空手而归的 wait 次数；它们的时限：${limits}`,
  )
  expect(empty.length, `${told}; ${story(scenario)}`).toBeLessThanOrEqual(1)
  echoed(outcome, scenario, [0])
})

check('fair', async () => {
  const large = random.int(150_000, 200_000)
  for (const scenario of both([
    { at: 10, client: 0, does: 'connect' },
    { at: 10, client: 1, does: 'connect' },
    { at: 20, client: 0, does: 'send', data: random.bytes(large) },
    { at: 20, client: 1, does: 'send', data: random.bytes(10) },
  ])) {
    const outcome = await run(scenario)
    const told = `${say('most bytes read from one client between two waits', '两次 wait 之间从一个客户端读取的最多字节数')}; ${story(scenario)}`
    expect(outcome.mostInATurn, told).toBeLessThanOrEqual(TURN_BYTES)
    echoed(outcome, scenario, [0, 1])
  }
})

check('reset', async () => {
  for (const scenario of both([
    { at: 10, client: 0, does: 'connect', room: 4 },
    { at: 20, client: 1, does: 'connect' },
    { at: 30, client: 0, does: 'send', data: random.bytes(20) },
    { at: 40, client: 0, does: 'reset' },
    { at: 50, client: 1, does: 'send', data: random.bytes(random.int(5, 30)) },
  ])) {
    const outcome = await run(scenario)
    const told = `${say('the reset one is closed', '被复位的那个被关闭')}; ${story(scenario)}`
    expect(outcome.clients[0]?.closedAt, told).toBe(40)
    expect(outcome.clients[1]?.closedAt, say('the other one is not', '另一个没有')).toBe(null)
    echoed(outcome, scenario, [1])
  }
})

check('edge', async () => {
  const size = random.int(20_000, 60_000)
  const scenario = {
    edge: true,
    steps: [
      { at: 10, client: 0, does: 'connect' },
      { at: 10, client: 1, does: 'connect' },
      { at: 10, client: 2, does: 'connect', room: 100 },
      { at: 20, client: 0, does: 'send', data: random.bytes(size) },
      { at: 20, client: 1, does: 'send', data: random.bytes(6) },
      { at: 20, client: 2, does: 'send', data: random.bytes(size) },
      { at: 20, client: 2, does: 'fin' },
      { at: 90, client: 2, does: 'room', bytes: size },
    ] satisfies Step[],
  }
  const outcome = await run(scenario)
  echoed(outcome, scenario, [0, 1, 2])
  expect(
    outcome.clients[2]?.closedAt,
    say('client 2 is closed after its last byte', '客户端 2 在最后一个字节之后关闭'),
  ).toBe(90)
})

check('stale', async () => {
  const room = random.int(3, 9)
  // In the same batch a newcomer may get the number that was just closed.
  for (const [edge, newcomer] of [
    [false, 40],
    [true, 40],
    [false, 45],
    [true, 45],
  ] as const) {
    const scenario = {
      edge,
      twice: true,
      steps: [
        { at: 10, client: 0, does: 'connect', room },
        { at: 10, client: 1, does: 'connect' },
        { at: 20, client: 0, does: 'send', data: random.bytes(40) },
        { at: 40, client: 0, does: 'reset' },
        { at: newcomer, client: 2, does: 'connect' },
        { at: 50, client: 2, does: 'send', data: random.bytes(11) },
        { at: 60, client: 1, does: 'send', data: random.bytes(12) },
      ] satisfies Step[],
    }
    const outcome = await run(scenario)
    echoed(outcome, scenario, [1, 2])
    expect(outcome.clients[0]?.closedAt, say('the reset one is closed', '被复位的那个被关闭')).toBe(40)
  }
})
