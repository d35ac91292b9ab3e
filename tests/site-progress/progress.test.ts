/** What was done, put together; another browser's memory brought in; the rows of the home page's run. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LABS } from '../../src/course/load.ts'
import type { CapturedPacket, SocketCall } from '../../src/protocol/lab.ts'
import { type Recording, replay } from '../../src/protocol/recording.ts'
import type { Remembered } from '../../src/protocol/work.ts'
import { arrowsOf } from '../../src/site/components/home/arrows.ts'
import { LIVE_LAB } from '../../src/site/components/home/stage.ts'
import type { CourseUnit } from '../../src/site/components/progress/course.ts'
import { merged } from '../../src/site/components/progress/merge.ts'
import { summaryOf } from '../../src/site/components/progress/summary.ts'
import { Trace } from '../../src/site/islands/bench/trace.ts'

const EMPTY: Remembered = { progress: {}, answers: {}, otherAnswers: {}, lessons: {}, exercises: {} }
const at = (day: number) => `2026-03-0${day}T10:00:00.000Z`
const COURSE: CourseUnit[] = [
  {
    id: 'tcp',
    number: '03',
    title: 'TCP',
    href: '/en/tcp/',
    lessons: [
      { id: 'tcp/close', title: 'Close', href: '/', minutes: 30, exercises: [{ id: 'tcp/states', title: 'States' }] },
      { id: 'tcp/backlog', title: 'Backlog', href: '/', minutes: 20, exercises: [{ id: 'tcp/queue', title: 'Queue' }] },
    ],
  },
]

describe('the summary', () => {
  test('of nothing is nothing', () => {
    expect(summaryOf(COURSE, EMPTY, [])).toMatchObject({
      exercises: { passed: 0, all: 2 },
      lessons: { read: 0, all: 2 },
      minutes: { done: 0, left: 50 },
      first: null,
    })
  })

  test('takes the first pass from wherever it is known, and counts attempts that count', () => {
    const remembered = {
      ...EMPTY,
      progress: { 'tcp/states': 'passed' as const },
      exercises: { 'tcp/states': { passed: at(4) } },
    }
    const { units, minutes } = summaryOf(COURSE, remembered, [
      { exercise: 'tcp/states', at: at(1), verdict: 'fail' },
      { exercise: 'tcp/states', at: at(2), verdict: 'error' },
      { exercise: 'tcp/states', at: at(3), verdict: 'pass' },
      { exercise: 'tcp/queue', at: at(5), verdict: 'fail' },
    ])
    const [close, backlog] = units[0]!.lessons
    expect(close).toMatchObject({ done: true, exercises: [{ state: 'passed', at: at(3), attempts: 2 }] })
    expect(backlog).toMatchObject({ done: false, last: at(5), exercises: [{ state: 'tried', at: at(5), attempts: 1 }] })
    expect(minutes).toEqual({ done: 30, left: 20 })
    expect(units[0]).toMatchObject({ done: false, doneAt: null })
  })

  test('of a unit that is done says when, unless a date is not known', () => {
    const all = { 'tcp/states': 'passed' as const, 'tcp/queue': 'passed' as const }
    const dated = {
      ...EMPTY,
      progress: all,
      exercises: { 'tcp/states': { passed: at(2) }, 'tcp/queue': { passed: at(6) } },
    }
    expect(summaryOf(COURSE, dated, []).units[0]).toMatchObject({ done: true, doneAt: at(6) })
    expect(summaryOf(COURSE, { ...EMPTY, progress: all }, []).units[0]).toMatchObject({ done: true, doneAt: null })
  })

  test('counts a question once it is answered and shown', () => {
    const answers = { 'tcp/close#a': { answer: '1', shown: true }, 'tcp/close#b': { answer: '0', shown: false } }
    expect(summaryOf(COURSE, { ...EMPTY, answers }, []).questions).toBe(1)
  })
})

describe('another browser’s memory', () => {
  test('takes no pass away, and adds what is not here', () => {
    const here = { ...EMPTY, progress: { 'tcp/states': 'passed' as const, 'tcp/queue': 'tried' as const } }
    const there = { ...EMPTY, progress: { 'tcp/states': 'tried' as const, 'tcp/queue': 'passed' as const } }
    const { next, plan } = merged(here, there)
    expect(next.progress).toEqual({ 'tcp/states': 'passed', 'tcp/queue': 'passed' })
    expect(plan.progress).toBe(1)
  })

  test('of two different answers both are kept, mine in its place', () => {
    const here = { ...EMPTY, answers: { q: { answer: '1', shown: true } } }
    const there = { ...EMPTY, answers: { q: { answer: '2', shown: true }, r: { answer: '0', shown: false } } }
    const { next, plan } = merged(here, there)
    expect(next.answers).toEqual({ q: { answer: '1', shown: true }, r: { answer: '0', shown: false } })
    expect(next.otherAnswers).toEqual({ q: [{ answer: '2', shown: true }] })
    expect(plan).toMatchObject({ answers: 1, otherwise: 1 })
  })

  test('the first dates and the last ones hold', () => {
    const here = {
      ...EMPTY,
      lessons: { 'tcp/close': { first: at(3), last: at(4) } },
      exercises: { x: { tried: at(3) } },
    }
    const there = {
      ...EMPTY,
      lessons: { 'tcp/close': { first: at(1), last: at(2) } },
      exercises: { x: { tried: at(2), passed: at(5) } },
    }
    const { next } = merged(here, there)
    expect(next.lessons).toEqual({ 'tcp/close': { first: at(1), last: at(4) } })
    expect(next.exercises).toEqual({ x: { tried: at(2), passed: at(5) } })
  })

  const id = fc.constantFrom('a', 'b', 'c')
  const moment = fc.integer({ min: 1, max: 9 }).map(at)
  const memory: fc.Arbitrary<Remembered> = fc.record({
    progress: fc.dictionary(id, fc.constantFrom('passed' as const, 'tried' as const)),
    answers: fc.dictionary(id, fc.record({ answer: id, shown: fc.boolean() })),
    otherAnswers: fc.constant({}),
    lessons: fc.dictionary(
      id,
      fc.tuple(moment, moment).map(([a, b]) => (a < b ? { first: a, last: b } : { first: b, last: a })),
    ),
    exercises: fc.dictionary(id, fc.record({ tried: moment, passed: moment }, { requiredKeys: [] })),
  })

  test('brought in twice is the same as once, and no answer is lost', () => {
    fc.assert(
      fc.property(memory, memory, (here, there) => {
        const { next } = merged(here, there)
        const again = merged(next, there)
        expect(again.next).toEqual(next)
        expect(again.plan).toEqual({ progress: 0, answers: 0, otherwise: 0, dates: 0 })
        for (const [key, { answer }] of [...Object.entries(here.answers), ...Object.entries(there.answers)]) {
          const kept = [next.answers[key]?.answer, ...(next.otherAnswers[key] ?? []).map((one) => one.answer)]
          expect(kept).toContain(answer)
        }
        for (const [key, { answer }] of Object.entries(here.answers)) expect(next.answers[key]?.answer).toBe(answer)
      }),
      { seed: 11, numRuns: 300 },
    )
  })
})

describe('the home page’s run', () => {
  const recording = JSON.parse(readFileSync(join(LABS, LIVE_LAB, 'recording.json'), 'utf8')) as Recording
  const events = replay(recording.lab, recording.runs[0]!, 1).map(({ event }) => event)
  const packets = events.flatMap((event): CapturedPacket[] => (event.type === 'packets' ? event.packets : []))
  const calls = events.flatMap((event): SocketCall[] => (event.type === 'calls' ? event.calls : []))
  const trace = new Trace()
  trace.add(packets)

  test('is drawn with its own numbers, bytes and calls', () => {
    const arrows = arrowsOf(trace.rows, calls)
    expect(arrows.map(({ kind, way }) => `${kind} ${way}`)).toEqual([
      'syn out',
      'syn in',
      'ack out',
      'data out',
      'ack in',
      'fin out',
      'fin in',
      'ack out',
    ])
    expect(arrows[0]).toMatchObject({ ms: '0.000', client: { call: 'connect()' }, numbers: 'seq 0' })
    expect(arrows[2]).toMatchObject({ server: { call: 'accept()' }, numbers: 'ack 1' })
    expect(arrows[3]).toMatchObject({
      bytes: '68 65 6c 6c 6f',
      client: { call: 'write()' },
      server: { call: 'read()' },
    })
    expect(arrows.at(-1)?.numbers).toBe('ack 2')
  })

  test('shows no call that the run did not tell of', () => {
    expect(arrowsOf(trace.rows, []).every(({ client, server }) => !client && !server)).toBe(true)
  })

  test('of no packets is no picture', () => {
    expect(arrowsOf([], calls)).toEqual([])
  })
})
