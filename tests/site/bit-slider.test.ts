/** What the panel of masks computes. */
import { expect, test } from 'vitest'
import { bitsOf, common, dotted, hostsIn, maskOf, networkOf, parse } from '../../src/site/islands/panels/bits.ts'

test('an address is an unsigned number, and back', () => {
  expect(parse('192.168.0.1')).toBe(3_232_235_521)
  expect(parse('255.255.255.255')).toBe(4_294_967_295)
  for (const wrong of ['', '1.2.3', '1.2.3.256', '01.2.3.4', '1..2.3']) expect(parse(wrong)).toBeNull()
  expect(dotted(3_232_235_521)).toBe('192.168.0.1')
  expect(bitsOf(0xc0a8_0001).join('')).toBe('11000000101010000000000000000001')
})

test('masks from /0 to /32', () => {
  expect([0, 1, 23, 24, 32].map((prefix) => dotted(maskOf(prefix)))).toEqual([
    '0.0.0.0',
    '128.0.0.0',
    '255.255.254.0',
    '255.255.255.0',
    '255.255.255.255',
  ])
  expect(dotted(networkOf(parse('10.0.1.5') ?? 0, 23))).toBe('10.0.0.0')
})

test('two addresses share the bits before the first that differs', () => {
  const shared = (a: string, b: string) => common(parse(a) ?? 0, parse(b) ?? 0)
  expect(shared('10.0.1.5', '10.0.0.7')).toBe(23)
  expect(shared('10.0.0.7', '10.0.0.7')).toBe(32)
  expect(shared('127.0.0.1', '128.0.0.1')).toBe(0)
})

test('first and last address are no hosts’, but for /31 and /32', () => {
  expect([0, 24, 30, 31, 32].map(hostsIn)).toEqual([2 ** 32 - 2, 254, 2, 2, 1])
})
