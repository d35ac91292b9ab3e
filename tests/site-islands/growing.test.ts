import { computed, effect } from '@preact/signals'
import { expect, it } from 'vitest'
import { Growing } from '../../src/site/islands/bench/growing.ts'

it('tells whoever reads it of each addition, and keeps an earlier list whole when it is cleared', () => {
  const list = new Growing<number>()
  const lengths: number[] = []
  const sum = computed(() => list.value.reduce((all, one) => all + one, 0))
  const stop = effect(() => {
    lengths.push(list.value.length)
  })
  list.add([1, 2])
  expect(sum.value).toBe(3)
  list.add([3])
  expect(sum.value).toBe(6)
  const before = list.peek()
  list.clear()
  list.add([4])
  stop()
  list.add([5])
  expect(lengths).toEqual([0, 2, 3, 0, 1])
  expect(before).toEqual([1, 2, 3])
  expect(list.peek()).toEqual([4, 5])
})
