import { expect } from 'vitest'
import { check, driver, random, say } from 'wirebook/spec'
import type { Line } from './driver.ts'
import type { Options } from './starter/listener.ts'

const { play } = driver<typeof import('./driver.ts')>()

type Step = [call: Line, answer: string | number | null]
/** Shown before the step that went wrong. */
const SHOWN = 8

/** Each call must answer as the script says. */
async function plays(backlog: number, options: Options | null, steps: Step[]) {
  const answers = await play(
    backlog,
    options,
    steps.map(([call]) => call),
  )
  const made = `new Listener(${backlog}${options === null ? '' : `, ${JSON.stringify(options)}`})`
  for (const [i, [call, answer]] of steps.entries()) {
    if (answers[i] === answer) continue
    const before = steps
      .slice(Math.max(0, i - SHOWN), i)
      .map(([done, gave]) => `${done} → ${gave}`)
      .join(', ')
    const told = say(
      `${made}; ${before || 'nothing before'}; then ${call}`,
      `${made}；${before || '此前没有调用'}；然后 ${call}`,
    )
    expect(answers[i], told).toBe(answer)
  }
  expect(answers.length).toBe(steps.length)
}

/** Names nobody can know. */
const names = (count: number) => Array.from({ length: count }, (_, i) => `${random.pick(['c', 'h', 'k'])}${i}`)
const joins = (id: string): Step[] => [
  [`syn ${id}`, 'SYNACK'],
  [`ack ${id}`, 'ESTABLISHED'],
]

/** So many get in, one after the other, and the next SYN is dropped. */
async function holds(backlog: number, options: Options | null, count: number) {
  const ids = names(count + 1)
  await plays(backlog, options, [
    ...ids.slice(0, count).flatMap(joins),
    [`syn ${ids[count]}`, 'DROP'],
    ['waiting', count],
  ])
}

check('two', async () => {
  await plays(1, null, [...joins('a'), ...joins('b'), ['syn c', 'DROP'], ['waiting', 2]])
})

check('accept', async () => {
  await plays(1, null, [
    ...joins('a'),
    ...joins('b'),
    ['syn c', 'DROP'],
    ['accept', 'a'],
    ['waiting', 1],
    ...joins('c'),
  ])
})

check('cap', async () => {
  const somaxconn = random.int(3, 9)
  await holds(somaxconn + random.int(1, 500), { somaxconn }, somaxconn + 1)
  await holds(random.int(5_000, 9_000), null, 4097)
})

check('fifo', async () => {
  const ids = names(random.int(4, 9))
  await plays(20, null, [
    ...ids.toReversed().map((id): Step => [`syn ${id}`, 'SYNACK']),
    ...ids.map((id): Step => [`ack ${id}`, 'ESTABLISHED']),
    ...ids.map((id): Step => ['accept', id]),
    ['accept', null],
  ])
})

check('retry', async () => {
  const ids = names(5)
  const late = ids[4]!
  await plays(3, null, [
    ...ids.slice(0, 4).flatMap(joins),
    [`syn ${late}`, 'DROP'],
    [`syn ${late}`, 'DROP'],
    ['accept', ids[0]!],
    ...joins(late),
    ['waiting', 4],
  ])
})

check('served', async () => {
  const ids = names(200)
  await plays(
    5,
    null,
    ids.flatMap((id): Step[] => [...joins(id), ['accept', id], ['waiting', 0]]),
  )
})

check('zero', async () => {
  await holds(0, null, 1)
})

check('negative', async () => {
  const somaxconn = random.int(2, 7)
  await holds(-1, { somaxconn }, somaxconn + 1)
})

check('stray-ack', async () => {
  const [a, b, c] = names(3) as [string, string, string]
  await plays(0, null, [[`ack ${a}`, 'RST'], ...joins(b), [`syn ${c}`, 'DROP'], [`ack ${c}`, 'RST'], ['waiting', 1]])
})

check('half-open', async () => {
  const ids = names(50)
  await plays(1, null, [
    ...ids.map((id): Step => [`syn ${id}`, 'SYNACK']),
    ['waiting', 0],
    ['accept', null],
    [`ack ${ids[17]}`, 'ESTABLISHED'],
    ['waiting', 1],
  ])
})

check('race', async () => {
  const [a, b, c] = names(3) as [string, string, string]
  await plays(0, null, [
    [`syn ${a}`, 'SYNACK'],
    [`syn ${b}`, 'SYNACK'],
    [`ack ${b}`, 'ESTABLISHED'],
    [`ack ${a}`, 'IGNORED'],
    [`ack ${a}`, 'IGNORED'],
    [`syn ${c}`, 'DROP'],
    ['accept', b],
    [`ack ${a}`, 'ESTABLISHED'],
    ['accept', a],
  ])
})

check('abort', async () => {
  const [a, b, c] = names(3) as [string, string, string]
  await plays(0, { abortOnOverflow: true }, [
    [`syn ${a}`, 'SYNACK'],
    [`syn ${b}`, 'SYNACK'],
    [`ack ${b}`, 'ESTABLISHED'],
    [`ack ${a}`, 'RST'],
    [`syn ${c}`, 'DROP'],
    ['accept', b],
    [`ack ${a}`, 'RST'],
    ...joins(c),
  ])
})
