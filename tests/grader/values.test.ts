import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decode,
  decodeError,
  encode,
  errorData,
  LearnerThrew,
  Opaque,
  VALUE_LIMITS,
} from '../../src/sidecar/grader/learner/values.mjs'

/** As the channel does it. */
function cross(value: unknown): unknown {
  return decode(JSON.parse(JSON.stringify(encode(value))))
}

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.double(),
      fc.bigInt(),
      fc.uint8Array(),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.array(fc.integer(), { maxLength: 3 }).map((items) => new Set(items)),
  ),
})).value

describe('values that cross', () => {
  it('come out as they went in, NaN and -0 too', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(cross(value)).toStrictEqual(value)
      }),
    )
    expect(cross(Number.NaN)).toBeNaN()
    expect(Object.is(cross(-0), -0)).toBe(true)
  })

  it('bring no function, symbol or class instance: an opaque mark equal to nothing', () => {
    class Mine {}
    expect(cross([() => 1, Symbol('x'), new Mine()])).toEqual([
      new Opaque('function'),
      new Opaque('symbol'),
      new Opaque('Mine'),
    ])
    expect(cross(new Mine())).not.toEqual({})
  })

  it('bring no matcher: a function in it is gone, and data that looks like one is only data', () => {
    const forged = { $$typeof: Symbol.for('jest.asymmetricMatcher'), asymmetricMatch: () => true }
    expect(() => expect(cross(forged)).toEqual('anything')).toThrow()
    expect(() => expect('anything').toEqual(cross(forged))).toThrow()
  })

  it('set no prototype by a key of that name', () => {
    const got = cross(JSON.parse('{"__proto__": {"polluted": true}}')) as Record<string, unknown>
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype)
    expect(got.polluted).toBeUndefined()
    expect(Object.hasOwn(got, '__proto__')).toBe(true)
  })

  it('end at the depth limit, in a cycle too', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    expect(() => encode(cycle)).toThrow(expect.objectContaining({ code: 'VALUE_DEPTH' }))
  })

  it('end at the number of parts', () => {
    expect(() => encode(new Array(VALUE_LIMITS.nodes).fill(0))).toThrow(
      expect.objectContaining({ code: 'VALUE_NODES' }),
    )
  })

  it.each([
    ['a JSON object', { asymmetricMatch: 1 }],
    ['an unknown tag', ['?']],
    ['no tag', []],
    ['text that is no list', ['a', 'abc']],
    ['a pair of three', ['o', [['k', 1, 2]]]],
    ['a key that is no text', ['o', [[['n', '1'], 1]]]],
    ['a bigint of letters', ['n', 'abc']],
    ['a bigint too long to parse quickly', ['n', '9'.repeat(5_000)]],
    ['a handle', ['h', 1]],
    ['an error that is a list', ['e', []]],
  ])('are refused as %s', (_what, json) => {
    expect(() => decode(json)).toThrow(expect.objectContaining({ name: 'ChannelFault' }))
  })

  it('are never anything but a value or a ChannelFault, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          decode(json)
        } catch (error) {
          expect((error as Error).name).toBe('ChannelFault')
        }
      }),
    )
  })
})

describe('errors that cross', () => {
  it('tell name, message, code and the places in the submission only', () => {
    const error = Object.assign(new RangeError('too large'), {
      code: 'E_LARGE',
      stack:
        'RangeError: too large\n    at push (file:///submission/a.ts:3:9)\n    at run (file:///grader/main.mjs:1:1)',
    })
    const got = decodeError(errorData(error, 'file:///submission/'))
    expect(got).toBeInstanceOf(LearnerThrew)
    expect({ ...got, name: got.name, message: got.message }).toMatchObject({
      name: 'RangeError',
      message: 'too large',
      code: 'E_LARGE',
      frames: ['at push (a.ts:3:9)'],
    })
  })

  it('cannot steer a terminal', () => {
    expect(decodeError({ name: 'E', message: '\u001b[2Jgone\u0007', frames: [] }).message).toBe('\ufffd[2Jgone\ufffd')
  })

  it('keep thrown things that are no errors', () => {
    expect(decodeError(errorData('just text')).message).toBe('just text')
    expect(decodeError(errorData(undefined)).message).toBe('undefined')
  })
})
