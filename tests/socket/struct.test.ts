import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'
import { join } from 'node:path'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  calcsize,
  iter_unpack,
  pack,
  pack_into,
  Struct,
  StructError,
  unpack,
  unpack_from,
} from '../../src/socket/struct/index.ts'
import { type Answer, disagreement } from './struct/answer.ts'
import { type Case, drawCases } from './struct/cases.ts'
import { pythonAnswers, pythonVersion } from './struct/python.ts'

const CASES = 6_000
const SEED = 2
const SHOWN = 5

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function failure(run: () => unknown): StructError {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(StructError)
    return error as StructError
  }
  throw new Error('it did not fail')
}

describe('byte for byte as CPython', () => {
  test(`${CASES} calls drawn from a seed have the same bytes, values and errors`, (context) => {
    const version = pythonVersion()
    context.skip(version === null, 'python3 is not CPython, or not there')
    const cases = drawCases(SEED, CASES)
    const answers = pythonAnswers(cases)
    const wrong = cases.map((given, n) => disagreement(given, answers[n]!)).filter((each) => each !== null)
    expect(wrong.slice(0, SHOWN)).toEqual([])
    // The draw is worth its name: each kind of error occurs, and most calls succeed.
    const kinds = new Set(answers.map((each) => ('error' in each ? each.error : 'ok')))
    expect([...kinds].sort()).toEqual(['COUNT', 'FORMAT', 'RANGE', 'SIZE', 'TYPE', 'ok'])
    expect(answers.filter((each) => 'ok' in each).length).toBeGreaterThan(CASES / 2)
  })

  test('the calls of the fixture have the bytes, values and errors that CPython gave', (context) => {
    context.skip(endianness() !== 'LE', 'the fixture was made in little-endian order')
    const path = join(import.meta.dirname, '../fixtures/struct.json')
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: [Case, Answer][] }
    const wrong = cases.map(([given, expected]) => disagreement(given, expected)).filter((each) => each !== null)
    expect(wrong.slice(0, SHOWN)).toEqual([])
    expect(cases.length).toBeGreaterThan(1_000)
  })
})

describe('layout', () => {
  test('a length of 10000 in both orders', () => {
    expect(hex(pack('<i', 10_000))).toBe('10270000')
    expect(hex(pack('!i', 10_000))).toBe('00002710')
  })

  test('native order pads to alignment, standard order does not', () => {
    expect([calcsize('bih'), calcsize('<bih'), calcsize('cq'), calcsize('=cq')]).toEqual([10, 7, 16, 9])
    expect([calcsize('ci0q'), calcsize('ic'), calcsize('!HHI')]).toEqual([8, 5, 8])
  })

  test('s takes one value, cut or padded; p has its length in front', () => {
    expect(hex(pack('!5s', Buffer.from('hi')))).toBe('6869000000')
    expect(hex(pack('!2s', Buffer.from('abc')))).toBe('6162')
    expect(hex(pack('!5p', Buffer.from('hello')))).toBe('0468656c6c')
    expect(unpack('!5p', Buffer.from('0268696c6c', 'hex'))).toEqual([Buffer.from('hi')])
  })

  test('halves round to even, up to 65504', () => {
    expect(hex(pack('!3e', 1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_504))).toBe('3c003c027bff')
    expect(unpack('!e', Buffer.from('0001', 'hex'))).toEqual([2 ** -24])
  })
})

describe('values', () => {
  test('integers of 8 bytes unpack to bigint, whatever their size; smaller ones to number', () => {
    expect(unpack('<qQ', Buffer.alloc(16))).toEqual([0n, 0n])
    expect(unpack('nNP', Buffer.alloc(24))).toEqual([0n, 0n, 0n])
    expect(unpack('<lL', Buffer.alloc(8))).toEqual([0, 0])
    expect(unpack('@lL', Buffer.alloc(16))).toEqual([0n, 0n])
    expect(unpack('!b?2s', Buffer.from('ff016869', 'hex'))).toEqual([-1, true, Buffer.from('hi')])
  })

  test('both number and bigint pack, and true counts as 1', () => {
    expect(hex(pack('!HHHq', 5, 5n, true, 5))).toBe('0005000500010000000000000005')
  })

  test('a buffer that begins inside a larger one is read from its own beginning', () => {
    const larger = new Uint8Array([9, 9, 1, 2, 3, 4, 9])
    expect(unpack('!I', larger.subarray(2, 6))).toEqual([0x01020304])
    const target = new Uint8Array(8)
    pack_into('!H', target.subarray(3), -2, 0x0102)
    expect(hex(target)).toBe('0000000000000102')
  })

  test('unpacked bytes do not change with the buffer', () => {
    const buffer = Buffer.from('hi')
    const [text] = unpack('2s', buffer)
    buffer.fill(0)
    expect(text.toString()).toBe('hi')
  })

  test('records follow each other', () => {
    expect([...iter_unpack('<HB', Buffer.from('010002030004', 'hex'))]).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(unpack_from('!H', Buffer.from('00000102', 'hex'), 2)).toEqual([0x0102])
  })

  test('a Struct keeps its format and size', () => {
    const header = new Struct('!IB3s')
    expect([header.format, header.size]).toEqual(['!IB3s', 8])
    expect(header.unpack(header.pack(1, 2, Buffer.from('abc')))).toEqual([1, 2, Buffer.from('abc')])
  })

  test('a format known to TypeScript gives a tuple', () => {
    expectTypeOf(unpack('!2HIb3s', Buffer.alloc(12))).toEqualTypeOf<[number, number, number, number, Buffer]>()
    expectTypeOf(unpack('<qx ?', Buffer.alloc(10))).toEqualTypeOf<[bigint, boolean]>()
    expectTypeOf(unpack('l', Buffer.alloc(8))).toEqualTypeOf<[bigint]>()
    expectTypeOf(unpack('=l', Buffer.alloc(4))).toEqualTypeOf<[number]>()
    expectTypeOf(unpack('300Bc', Buffer.alloc(301))).toEqualTypeOf<[...number[], Buffer]>()
  })
})

describe('errors say what was wrong where', () => {
  test('a value out of range', () => {
    const error = failure(() => pack('!BH', 1, 70_000))
    expect(error).toMatchObject({
      code: 'RANGE',
      format: '!BH',
      letter: 'H',
      position: 2,
      index: 1,
      value: 70_000,
      range: [0, 65_535],
    })
    expect(error.message).toBe('value 2 (for "H" at position 2 of "!BH") has to lie from 0 to 65535; it is 70000')
    expect(failure(() => pack('!q', 2n ** 63n)).range).toEqual([-(2n ** 63n), 2n ** 63n - 1n])
  })

  test.each([
    ['!i', 1.5, /a whole number; it is 1\.5$/],
    ['!i', '5', /a whole number; it is "5"$/],
    ['!q', 2 ** 60, /beyond 2\*\*53: give a bigint/],
    ['!2s', 'hi', /Buffer\.from/],
    ['!c', Buffer.from('ab'), /bytes of length 1; it is 2 bytes$/],
    ['!f', '1', /a number/],
    ['!d', undefined, /a number; it is undefined$/],
  ])('%s does not take %s', (format, value, message) => {
    const error = failure(() => pack(format, value as number))
    expect([error.code, error.message]).toEqual(['TYPE', expect.stringMatching(message)])
  })

  test('a float too large: refused in standard order, infinite in native order as in C', () => {
    expect(failure(() => pack('<f', 1e39)).code).toBe('RANGE')
    expect(unpack('f', pack('f', 1e39))).toEqual([Number.POSITIVE_INFINITY])
    expect(failure(() => pack('e', 65_520)).range).toEqual([-65_504, 65_504])
    expect(failure(() => pack('d', 10n ** 400n)).code).toBe('RANGE')
  })

  test.each([
    ['!z', 1, /there is no letter "z"/],
    ['!2', 2, /a count that has no letter/],
    ['2 H', 1, /without a space between/],
    ['I!', 1, /only known as the first character/],
    ['<P', 1, /no standard size/],
    ['!999999999999d', 13, /more than 2147483647 bytes/],
  ])('the format %s', (format, position, message) => {
    const error = failure(() => calcsize(format))
    expect(error).toMatchObject({ code: 'FORMAT', position, message: expect.stringMatching(message) })
  })

  test('counts and sizes that do not fit', () => {
    expect(failure(() => pack('!HH', 1)).message).toBe('"!HH" takes 2 values, not 1')
    expect(failure(() => unpack('!I', Buffer.alloc(3))).message).toBe('"!I" unpacks exactly 4 bytes; the buffer has 3')
    expect(failure(() => unpack_from('!I', Buffer.alloc(5), 2)).code).toBe('SIZE')
    expect(failure(() => unpack_from('!I', Buffer.alloc(5), -9)).code).toBe('SIZE')
    expect(failure(() => iter_unpack('', Buffer.alloc(0))).code).toBe('SIZE')
    expect(failure(() => iter_unpack('!H', Buffer.alloc(3))).code).toBe('SIZE')
  })

  test('pack_into leaves the buffer as it was when it fails', () => {
    const buffer = Buffer.from('abcd')
    failure(() => pack_into('!BB', buffer, 0, 1, 300))
    expect(buffer.toString()).toBe('abcd')
  })

  test('what is no buffer and no offset is a TypeError', () => {
    expect(() => unpack('!H', 'ab' as unknown as Uint8Array)).toThrow(TypeError)
    expect(() => unpack_from('!H', Buffer.alloc(4), 0.5)).toThrow(TypeError)
    expect(() => calcsize(1 as unknown as string)).toThrow(TypeError)
  })
})
