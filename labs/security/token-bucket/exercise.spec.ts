import { expect } from 'vitest'
import { check, driver, random, say } from 'wirebook/spec'
import type { Call } from './driver.ts'

const { play } = driver<typeof import('./driver.ts')>()

/** Room for every key of tests that are about something else. */
const MAX_KEYS = 1_000
const SECOND = 1_000

type Options = { capacity: number; perSecond: number; maxKeys?: number }
async function played({ maxKeys = MAX_KEYS, ...options }: Options, calls: Call[]) {
  const result = await play({ ...options, maxKeys }, calls)
  expect(result.error, say('an error that was thrown', '抛出的错误')).toBe(null)
  return result
}
const times = (n: number, call: Call): Call[] => Array.from({ length: n }, () => call)
const yes = (list: boolean[]) => list.filter(Boolean).length
/** Any time: the clock need not begin at 0. */
const someTime = () => random.int(1, 1_000_000) * 10

check('burst', async () => {
  const capacity = random.int(3, 9)
  const at = someTime()
  const { allowed } = await played({ capacity, perSecond: 1 }, times(capacity + 3, { at, key: 'ann' }))
  expect(
    allowed,
    say(
      `capacity ${capacity}, ${capacity + 3} calls at the same moment`,
      `容量 ${capacity}，同一时刻 ${capacity + 3} 次调用`,
    ),
  ).toEqual([...Array(capacity).fill(true), false, false, false])
})

check('refill', async () => {
  const [capacity, perSecond] = [random.int(6, 9), random.int(2, 4)]
  const at = someTime()
  const calls = [...times(capacity, { at, key: 'ann' }), ...times(capacity, { at: at + SECOND, key: 'ann' })]
  const { allowed } = await played({ capacity, perSecond }, calls)
  expect(
    yes(allowed.slice(capacity)),
    say(
      `allowed one second after the bucket was emptied; ${perSecond} tokens a second`,
      `桶取空一秒之后，允许的次数；每秒 ${perSecond} 个令牌`,
    ),
  ).toBe(perSecond)
})

check('fractions', async () => {
  const capacity = random.int(2, 4)
  const at = someTime()
  const rounds = 8
  // A quarter of a token each time: nothing may be lost between two calls, even when both are denied.
  const later = Array.from({ length: rounds }, (_, i) => ({ at: at + (i + 1) * 250, key: 'ann' }))
  const { allowed } = await played({ capacity, perSecond: 1 }, [...times(capacity, { at, key: 'ann' }), ...later])
  expect(
    allowed.slice(capacity),
    say(
      '1 token a second, an empty bucket, a call every 250 ms: each fourth is allowed',
      '每秒 1 个令牌，桶是空的，每 250 ms 调用一次：每四次允许一次',
    ),
  ).toEqual(later.map((_, i) => i % 4 === 3))
})

check('never-above', async () => {
  const [capacity, perSecond] = [random.int(3, 6), random.int(2, 5)]
  const at = someTime()
  const rest = random.int(100, 10_000) * SECOND
  const calls = [{ at, key: 'ann' }, ...times(capacity * 4, { at: at + rest, key: 'ann' })]
  const { allowed } = await played({ capacity, perSecond }, calls)
  expect(
    yes(allowed.slice(1)),
    say(
      `burst after ${rest / SECOND} s of silence, capacity ${capacity}`,
      `沉默 ${rest / SECOND} 秒后的突发，容量 ${capacity}`,
    ),
  ).toBe(capacity)
})

check('keys', async () => {
  const capacity = random.int(2, 5)
  const at = someTime()
  const calls = [...times(capacity + 2, { at, key: 'ann' }), ...times(capacity, { at, key: 'bob' })]
  const { allowed } = await played({ capacity, perSecond: 1 }, calls)
  expect(
    yes(allowed.slice(capacity + 2)),
    say('what bob may do after ann has used up her bucket', 'ann 用光自己的桶之后，bob 还能用几次'),
  ).toBe(capacity)
})

check('denied-is-free', async () => {
  const capacity = random.int(2, 4)
  const at = someTime()
  const knocks = random.int(20, 60)
  const calls = [
    ...times(capacity + knocks, { at, key: 'ann' }),
    { at: at + SECOND, key: 'ann' },
    { at: at + SECOND, key: 'ann' },
  ]
  const { allowed } = await played({ capacity, perSecond: 1 }, calls)
  expect(
    allowed.slice(-2),
    say(`${knocks} denied calls, and a second later two more`, `被拒绝 ${knocks} 次，一秒后再来两次`),
  ).toEqual([true, false])
})

check('costs', async () => {
  const capacity = random.int(10, 20)
  const part = random.int(3, 6)
  const at = someTime()
  const { allowed } = await played({ capacity, perSecond: 1 }, [
    { at, key: 'ann', cost: capacity + 1 },
    { at, key: 'ann', cost: capacity - part },
    { at, key: 'ann', cost: part + 1 },
    { at, key: 'ann', cost: part },
    { at, key: 'ann' },
  ])
  expect(
    allowed,
    say(
      `capacity ${capacity}: costs ${capacity + 1}, ${capacity - part}, ${part + 1}, ${part}, 1`,
      `容量 ${capacity}：花费依次为 ${capacity + 1}、${capacity - part}、${part + 1}、${part}、1`,
    ),
  ).toEqual([false, true, false, true, false])
})

check('bounded', async () => {
  const maxKeys = random.int(5, 20)
  const at = someTime()
  const calls = Array.from({ length: maxKeys * 10 }, (_, i) => ({ at: at + i, key: `stranger ${i}` }))
  const { sizes } = await played({ capacity: 2, perSecond: 1, maxKeys }, calls)
  expect(
    Math.max(...sizes),
    say(
      `largest size() while ${calls.length} keys came, maxKeys ${maxKeys}`,
      `先后来了 ${calls.length} 个键，其间 size() 的最大值；maxKeys 为 ${maxKeys}`,
    ),
  ).toBeLessThanOrEqual(maxKeys)
  const few = await played({ capacity: 2, perSecond: 1, maxKeys }, calls.slice(0, 3))
  expect(few.sizes, say('size() after one, two and three keys', '一个、两个、三个键之后的 size()')).toEqual([1, 2, 3])
})

check('knocking', async () => {
  const maxKeys = random.int(4, 9)
  const capacity = random.int(2, 4)
  const at = someTime()
  const calls = times(capacity, { at, key: 'mallory' })
  // She keeps asking while strangers come; each denial is a use, so the bucket that goes is a stranger's.
  for (let i = 0; i < maxKeys * 4; i++) calls.push({ at, key: `stranger ${i}` }, { at, key: 'mallory' })
  const { allowed } = await played({ capacity, perSecond: 1, maxKeys }, calls)
  const hers = allowed.slice(capacity).filter((_, i) => i % 2 === 1)
  expect(
    yes(hers),
    say(
      'what an exhausted key gets by asking again and again while others come and go',
      '别的键来来去去，一个用光的键不断来问，得到允许的次数',
    ),
  ).toBe(0)
})

check('least-recent', async () => {
  const at = someTime()
  const ask = (key: string): Call => ({ at, key })
  // Room for three. ann is used again, so bob is the oldest when dan comes.
  const { allowed } = await played({ capacity: 1, perSecond: 1, maxKeys: 3 }, [
    ask('ann'),
    ask('bob'),
    ask('cat'),
    ask('ann'),
    ask('dan'),
    ask('cat'),
    ask('ann'),
  ])
  expect(
    allowed,
    say(
      'ann bob cat ann dan cat ann, room for three: bob is forgotten, cat and ann are not',
      '依次为 ann bob cat ann dan cat ann，只容得下三个：忘掉的是 bob，不是 cat 和 ann',
    ),
  ).toEqual([true, true, true, false, true, false, false])
})

check('clock-goes-back', async () => {
  const capacity = random.int(2, 5)
  const at = someTime() + 100 * SECOND
  const back = random.int(5, 50) * SECOND
  const calls = [
    ...times(capacity, { at, key: 'ann' }),
    ...times(2, { at: at - back, key: 'ann' }),
    { at, key: 'ann' },
    { at: at + SECOND, key: 'ann' },
    { at: at + SECOND, key: 'ann' },
  ]
  const { allowed } = await played({ capacity, perSecond: 1 }, calls)
  expect(
    allowed.slice(capacity),
    say(
      `an empty bucket; the clock goes back ${back / SECOND} s, then on to where it was, then one second more`,
      `桶是空的；时钟倒退 ${back / SECOND} 秒，再回到原处，再过一秒`,
    ),
  ).toEqual([false, false, false, true, false])
})

check('no-double-burst', async () => {
  const [capacity, perSecond] = [10, random.int(2, 5)]
  const border = someTime() * SECOND
  const calls = [
    ...times(capacity * 2, { at: border - 5, key: 'ann' }),
    ...times(capacity * 2, { at: border + 5, key: 'ann' }),
    ...times(capacity * 2, { at: border + 995, key: 'ann' }),
  ]
  const { allowed } = await played({ capacity, perSecond }, calls)
  expect(
    yes(allowed),
    say(
      `bursts just before a whole second, just after it and 990 ms later; capacity ${capacity}, ${perSecond} a second`,
      `整秒之前、之后以及 990 ms 之后各有一次突发；容量 ${capacity}，每秒 ${perSecond} 个`,
    ),
  ).toBeLessThanOrEqual(capacity + perSecond)
})
