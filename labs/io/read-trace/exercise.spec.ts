import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'
import type { Line, Report } from './starter/classify.ts'

const { classify } = learner<typeof import('./starter/classify.ts')>()

type Step = [call: string, fd: number, ret: number | string, dur?: number]
const NONE = -1
const QUICK = 0.00002

/** Lines one after the other; a call without a duration took 20 µs. */
function trace(...steps: Step[]): Line[] {
  let now = 0
  return steps.map(([call, fd, ret, dur = QUICK]) => {
    const line = { t: Number(now.toFixed(6)), call, fd, ret, dur }
    now += dur + QUICK
    return line
  })
}

const seconds = () => random.int(100, 3000) / 1000
/** Different descriptors of two digits. */
function numbers(count: number): number[] {
  const first = random.int(20, 40)
  return Array.from({ length: count }, (_, i) => first + i * random.int(1, 3) + i * 3)
}
const shown = (lines: Line[]) =>
  lines.map(({ call, fd, ret, dur }) => `${call}(${fd}) = ${JSON.stringify(ret)} <${dur}>`).join('; ')

async function judge(lines: Line[], wanted: Record<number, Report>, focus?: string) {
  const got = await classify(lines)
  const told = `${focus === undefined ? '' : `${focus}: `}${shown(lines)}`
  const fds = (report: Record<number, Report>) =>
    Object.keys(report)
      .map(Number)
      .toSorted((a, b) => a - b)
  expect(fds(got), `${say('the sockets that have an entry', '有条目的套接字')}: ${told}`).toEqual(fds(wanted))
  for (const [fd, { model, waited, wasted }] of Object.entries(wanted)) {
    const report = got[Number(fd)]
    const whose = say(`descriptor ${fd}`, `描述符 ${fd}`)
    expect(report?.model, `${whose}, model: ${told}`).toBe(model)
    expect(report?.wasted, `${whose}, wasted: ${told}`).toBe(wasted)
    // To the microsecond: sums of fractions are not exact.
    const micros = Math.round((report?.waited ?? Number.NaN) * 1e6)
    expect(micros, `${whose}, ${say('waited, in µs', 'waited，以微秒计')}: ${told}`).toBe(Math.round(waited * 1e6))
  }
}

check('blocking', async () => {
  const wait = seconds()
  await judge(
    trace(['socket', NONE, 3], ['connect', 3, 0, 0.004], ['recvfrom', 3, 12, wait], ['close', 3, 0]),
    { 3: { model: 'blocking', waited: 0.004 + wait, wasted: 0 } },
    say('the blocking reader', '阻塞的读者'),
  )
})

check('polling', async () => {
  const refused = random.int(3, 9)
  await judge(
    trace(
      ['socket', NONE, 3],
      ['connect', 3, 0, 0.003],
      ['fcntl', 3, 0],
      ...Array.from({ length: refused }, (): Step => ['recvfrom', 3, 'EAGAIN']),
      ['recvfrom', 3, 12],
      ['close', 3, 0],
    ),
    { 3: { model: 'polling', waited: 0.003 + QUICK, wasted: refused } },
    say('the reader that asks again and again', '反复询问的读者'),
  )
})

check('event-loop', async () => {
  await judge(
    trace(
      ['epoll_create1', NONE, 13],
      ['socket', NONE, 18],
      ['bind', 18, 0],
      ['listen', 18, 0],
      ['epoll_pwait', 13, '18', seconds()],
      ['accept4', 18, 19],
      ['epoll_pwait', 13, '', seconds()],
      ['epoll_pwait', 13, '19', seconds()],
      ['read', 19, 3],
      ['write', 19, 3],
    ),
    {
      18: { model: 'multiplexed', waited: QUICK, wasted: 0 },
      19: { model: 'multiplexed', waited: 2 * QUICK, wasted: 0 },
    },
    say('the server of Node', 'Node 的服务器'),
  )
})

check('mixed', async () => {
  const [one = 0, two = 0, idle = 0] = numbers(3)
  const digit = 5
  const holder = 150 + random.int(0, 9)
  const [a, b] = [seconds(), seconds()]
  await judge(
    trace(
      ['epoll_create1', NONE, 4],
      ['socket', NONE, one],
      ['socket', NONE, two],
      ['socket', NONE, idle],
      ['socket', NONE, digit],
      ['socket', NONE, holder],
      ['recvfrom', digit, 10, a],
      ['epoll_wait', 4, `${one},${holder}`, b],
      ['recvfrom', one, 7],
      ['recvfrom', two, 'EAGAIN'],
      ['read', holder, 1],
      ['recvfrom', two, 'EAGAIN'],
      ['recvfrom', two, 8],
      ['epoll_wait', 4, '', b],
    ),
    {
      [one]: { model: 'multiplexed', waited: QUICK, wasted: 0 },
      [two]: { model: 'polling', waited: QUICK, wasted: 2 },
      [idle]: { model: 'unused', waited: 0, wasted: 0 },
      [digit]: { model: 'blocking', waited: a, wasted: 0 },
      [holder]: { model: 'multiplexed', waited: QUICK, wasted: 0 },
    },
  )
})

check('drained', async () => {
  const [fd = 0] = numbers(1)
  const rounds = random.int(2, 5)
  const round: Step[] = [
    ['epoll_wait', 4, String(fd), seconds()],
    ['recvfrom', fd, 1024],
    ['recvfrom', fd, 300],
    ['recvfrom', fd, 'EAGAIN'],
  ]
  await judge(
    trace(['epoll_create1', NONE, 4], ['socket', NONE, fd], ...Array.from({ length: rounds }, () => round).flat()),
    { [fd]: { model: 'multiplexed', waited: 2 * rounds * QUICK, wasted: rounds } },
  )
})

check('reuse', async () => {
  const [fd = 0, other = 0] = numbers(2)
  const [a, b, c] = [seconds(), seconds(), seconds()]
  await judge(
    trace(
      ['socket', NONE, fd],
      ['recvfrom', fd, 5, a],
      ['close', fd, 0],
      ['socket', NONE, fd],
      ['recvfrom', fd, 'EAGAIN'],
      ['recvfrom', fd, 'EAGAIN'],
      ['recvfrom', fd, 6, b],
      ['socket', NONE, other],
      ['recvfrom', other, 5, c],
    ),
    {
      [fd]: { model: 'polling', waited: b, wasted: 2 },
      [other]: { model: 'blocking', waited: c, wasted: 0 },
    },
  )
})

check('listener', async () => {
  const [listener = 0, first = 0, second = 0] = numbers(3)
  const [a, b, c] = [seconds(), seconds(), seconds()]
  await judge(
    trace(
      ['socket', NONE, listener],
      ['accept4', listener, first, a],
      ['recvfrom', first, 4, b],
      ['sendto', first, 4, c],
      ['accept4', listener, second, c],
    ),
    {
      [listener]: { model: 'blocking', waited: a + c, wasted: 0 },
      [first]: { model: 'blocking', waited: b + c, wasted: 0 },
      [second]: { model: 'unused', waited: 0, wasted: 0 },
    },
  )
})

check('interrupted', async () => {
  const [fd = 0] = numbers(1)
  const [a, b] = [seconds(), seconds()]
  await judge(trace(['socket', NONE, fd], ['recvfrom', fd, 'EINTR', a], ['recvfrom', fd, 9, b]), {
    [fd]: { model: 'blocking', waited: a + b, wasted: 0 },
  })
})

check('files', async () => {
  const [fd = 0, file = 0] = numbers(2)
  const [a, b] = [seconds(), seconds()]
  await judge(
    trace(
      ['openat', NONE, file],
      ['read', file, 4096, a],
      ['socket', NONE, fd],
      ['recvfrom', fd, 3, b],
      ['close', fd, 0],
      ['openat', NONE, fd],
      ['read', fd, 100, a],
      ['socket', NONE, 'EMFILE'],
    ),
    { [fd]: { model: 'blocking', waited: b, wasted: 0 } },
  )
})
