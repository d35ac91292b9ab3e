/** Puts cases to wirebook/struct and holds what it says against Python's answers (see oracle.py). */
import * as struct from '../../../src/socket/struct/index.ts'
import type { Case, TextValue } from './cases.ts'

/** What Python said: `[calcsize, bytes]`, bytes, values or lists of values; or which kind of error. */
export type Answer = { ok: unknown } | { error: string }

/** What differs, in words; null where both agree. */
export function disagreement(given: Case, expected: Answer): string | null {
  const got = outcome(given)
  const agree =
    'error' in got || 'error' in expected
      ? 'error' in got && 'error' in expected && got.error === expected.error
      : same(expected.ok, got.ok)
  return agree ? null : `${JSON.stringify(given)}: Python ${JSON.stringify(expected)}, wirebook ${shown(got)}`
}

function outcome(given: Case): Answer {
  try {
    return { ok: run(given) }
  } catch (error) {
    if (error instanceof struct.StructError) return { error: error.code }
    throw error
  }
}

function run(given: Case): unknown {
  const format = given[1]
  switch (given[0]) {
    case 'pack':
      return [struct.calcsize(format), struct.pack(format, ...given.slice(2).map(givenValue)).toString('hex')]
    case 'unpack':
      return struct.unpack(format, Buffer.from(given[2], 'hex'))
    case 'unpack_from':
      return struct.unpack_from(format, Buffer.from(given[2], 'hex'), given[3])
    case 'iter_unpack':
      return [...struct.iter_unpack(format, Buffer.from(given[2], 'hex'))]
    case 'pack_into': {
      const [, , data, offset, ...values] = given
      const buffer = Buffer.from(data, 'hex')
      struct.pack_into(format, buffer, offset, ...values.map(givenValue))
      return buffer.toString('hex')
    }
  }
}

/** Text stays text, which is what a value must not be. */
function givenValue(text: TextValue | number): struct.StructValue {
  if (typeof text !== 'string') return text
  const rest = text.slice(2)
  if (text.startsWith('b')) return Buffer.from(rest, 'hex')
  if (text.startsWith('f')) return Buffer.from(rest, 'hex').readDoubleBE()
  if (text.startsWith('t')) return rest as unknown as struct.StructValue
  const big = BigInt(rest)
  return Number.isSafeInteger(Number(big)) ? Number(big) : big
}

function same(expected: unknown, got: unknown): boolean {
  if (Array.isArray(expected))
    return Array.isArray(got) && got.length === expected.length && expected.every((each, n) => same(each, got[n]))
  if (typeof expected !== 'string') return expected === got
  if (expected === 'nan') return Number.isNaN(got)
  if (expected.startsWith('i:'))
    return Number.isInteger(got) || typeof got === 'bigint'
      ? BigInt(got as bigint) === BigInt(expected.slice(2))
      : false
  if (expected.startsWith('f:')) return Object.is(Buffer.from(expected.slice(2), 'hex').readDoubleBE(), got)
  return got instanceof Uint8Array ? expected === `b:${Buffer.from(got).toString('hex')}` : expected === got
}

function shown(answer: Answer): string {
  return JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}
