/** What the panel of the three models draws. */
import { expect, test } from 'vitest'
import { endOf, firstAnswer, MODELS, schedule } from '../../src/site/islands/panels/gantt.ts'

const WORK = { clients: 3, computeMs: 10, waitMs: 100 }

test('one at a time: each begins when the one before has ended, and waits in the queue until then', () => {
  const clients = schedule('sequential', WORK)
  expect(endOf(clients)).toBe(3 * 230)
  expect(clients[0]?.[0]).toEqual({ from: 0, to: 10, kind: 'compute' })
  expect(clients[2]?.[0]).toEqual({ from: 0, to: 460, kind: 'queue' })
  expect(firstAnswer(clients)).toBe(470)
})

test('a thread for each: nobody waits for anybody', () => {
  const clients = schedule('threads', WORK)
  expect(endOf(clients)).toBe(230)
  expect(clients.flat().filter(({ kind }) => kind === 'queue' || kind === 'ready')).toEqual([])
})

test('one thread computes one piece at a time, first come first served; waiting overlaps', () => {
  const clients = schedule('events', WORK)
  expect(clients.map((spans) => spans[0])).toEqual([
    { from: 0, to: 10, kind: 'compute' },
    { from: 0, to: 10, kind: 'ready' },
    { from: 0, to: 20, kind: 'ready' },
  ])
  expect(endOf(clients)).toBe(250)
  const busy = clients
    .flat()
    .filter(({ kind }) => kind === 'compute')
    .toSorted((a, b) => a.from - b.from)
  for (const [i, span] of busy.entries()) expect(span.from).toBeGreaterThanOrEqual(busy[i - 1]?.to ?? 0)
})

test('without waiting, one thread takes as long as one at a time', () => {
  const work = { clients: 4, computeMs: 50, waitMs: 0 }
  expect(endOf(schedule('events', work))).toBe(endOf(schedule('sequential', work)))
})

test('every client’s spans follow each other without a gap, and all do the same work', () => {
  for (const model of MODELS)
    for (const spans of schedule(model, { clients: 5, computeMs: 70, waitMs: 30 })) {
      expect(spans[0]?.from).toBe(0)
      for (const [i, span] of spans.entries()) {
        expect(span.to).toBeGreaterThan(span.from)
        if (i > 0) expect(span.from).toBe(spans[i - 1]?.to)
      }
      const sum = (wanted: string) =>
        spans.filter(({ kind }) => kind === wanted).reduce((total, { from, to }) => total + to - from, 0)
      expect([sum('compute'), sum('wait')]).toEqual([210, 60])
    }
})
