import { expect, test } from 'vitest'
import { distance, nearest } from '../../src/course/nearest.ts'

const LABS = ['tcp/handshake-1', 'tcp/handshake-2', 'tcp/close-1', 'bench/first-packet-1', 'boundaries/stream-1']

test('a slip of the finger finds the name that was meant first', () => {
  expect(nearest('tcp/handshke-1', LABS)[0]).toBe('tcp/handshake-1')
  expect(nearest('boundries/stream-1', LABS)[0]).toBe('boundaries/stream-1')
})

test('the name of a lesson finds its labs, and a bare name finds them in whatever unit', () => {
  expect(nearest('tcp/handshake', LABS)).toEqual(['tcp/handshake-1', 'tcp/handshake-2'])
  expect(nearest('first-packet-1', LABS)).toEqual(['bench/first-packet-1'])
})

test('what resembles nothing finds nothing', () => {
  expect(nearest('zzzz/qqqqqqqq', LABS)).toEqual([])
})

test('the distance of two words is the number of letters to insert, remove or change', () => {
  expect([distance('', 'abc'), distance('kitten', 'sitting'), distance('same', 'same')]).toEqual([3, 3, 0])
})
