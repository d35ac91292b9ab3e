/** The order in which processes start, without any. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Refillable, Starts } from '../../src/sidecar/sandbox/network/starts.ts'

/** Notes who starts; each goes on until it is told to end. */
function stage() {
  const began: string[] = []
  const ends = new Map<string, () => void>()
  const start = (name: string) => {
    began.push(name)
    return new Promise<void>((resolve) => ends.set(name, resolve))
  }
  const end = async (name: string) => {
    ends.get(name)!()
    await pause(0)
  }
  return { began, start, end }
}

function pool(names: string[], start: (name: string) => Promise<void>): Refillable {
  const missing = [...names]
  return {
    refillOne: () => {
      const next = missing.shift()
      return next === undefined ? null : start(next)
    },
  }
}

test('whoever waits starts in the order of asking, so many at once', async () => {
  const { began, start, end } = stage()
  const starts = new Starts({ atOnce: 2 })
  for (const name of ['a', 'b', 'c', 'd']) void starts.wanted(() => start(name))
  await pause(0)
  expect(began).toEqual(['a', 'b'])
  await end('b')
  expect(began).toEqual(['a', 'b', 'c'])
  await end('a')
  await end('c')
  expect(began).toEqual(['a', 'b', 'c', 'd'])
})

test('one that fails makes room like any other', async () => {
  const starts = new Starts({ atOnce: 1 })
  await expect(starts.wanted(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await starts.wanted(async () => 'yes')).toBe('yes')
})

test('those ahead wait until nobody waits, and until a program that began has had its first work', async () => {
  const { began, start, end } = stage()
  const starts = new Starts({ atOnce: 4, restMs: 50, patienceMs: 10_000, idleMs: 10_000 })
  void starts.wanted(() => start('wanted'))
  starts.short(pool(['one', 'two', 'three'], start))
  await pause(100)
  expect(began).toEqual(['wanted'])
  starts.letGo()
  await end('wanted')
  expect(began).toEqual(['wanted'])
  await expect.poll(() => began).toEqual(['wanted', 'one', 'two']) // half of the processors
  await end('one')
  expect(began).toEqual(['wanted', 'one', 'two', 'three'])
})

test('where nobody runs anything all processors start ahead', () => {
  const { began, start } = stage()
  const starts = new Starts({ atOnce: 3 })
  starts.short(pool(['a', 'b'], start))
  starts.short(pool(['c', 'd'], start))
  expect(began).toEqual(['a', 'b', 'c'])
})

test('a class that never rests keeps nobody from being refilled', async () => {
  const { began, start } = stage()
  const starts = new Starts({ atOnce: 2, restMs: 10_000, patienceMs: 50 })
  starts.letGo()
  starts.short(pool(['ahead'], start))
  expect(began).toEqual([])
  await expect.poll(() => began).toEqual(['ahead'])
})

test('who is forgotten starts nothing', async () => {
  const { began, start } = stage()
  const starts = new Starts({ atOnce: 2, restMs: 20 })
  const leaving = pool(['a'], start)
  starts.letGo()
  starts.short(leaving)
  starts.forget(leaving)
  await pause(60)
  expect(began).toEqual([])
})
