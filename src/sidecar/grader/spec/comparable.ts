/**
 * Failed comparisons of very large values. Comparing is quick, but printing both values to show where they differ takes
 * seconds for a megabyte, in which a worker of ours does nothing else: a submission could stop it by one long answer.
 */
import { isDeepStrictEqual } from 'node:util'

/** Elements, bytes and entries of both values together in which a difference is looked for. */
const MOST_PARTS = 20_000
/** A text counts as one part for so many characters. */
const PART_TEXT = 64
/** Of long lists: shown before and from the first element that differs. */
const BEFORE = 2
const FROM = 10

/** The same error. Of lists too long to show it keeps what lies around the first difference, of other values nothing. */
export function comparable(error: unknown): unknown {
  if (!(error instanceof Error) || !('actual' in error) || !('expected' in error)) return error
  const { actual, expected } = error
  if (isSmall(actual, expected)) return error
  const [shownActual, shownExpected] = around(actual, expected)
  const small = isSmall(shownActual, shownExpected)
  return Object.assign(error, {
    actual: small ? shownActual : undefined,
    expected: small ? shownExpected : undefined,
    showDiff: small,
  })
}

/** Whether both together have few enough parts. Stops counting at the limit. */
function isSmall(...values: unknown[]): boolean {
  const waiting = [...values]
  for (let parts = 0; waiting.length > 0; ) {
    const value = waiting.pop()
    parts += 1
    if (typeof value === 'string') parts += value.length / PART_TEXT
    else if (ArrayBuffer.isView(value)) parts += value.byteLength
    else if (value instanceof Map) parts += push(waiting, [...value.keys(), ...value.values()])
    else if (value instanceof Set || Array.isArray(value)) parts += push(waiting, [...value])
    else if (typeof value === 'object' && value !== null) parts += push(waiting, Object.values(value))
    if (parts > MOST_PARTS) return false
  }
  return true
}

function push(waiting: unknown[], items: unknown[]): number {
  if (items.length <= MOST_PARTS) waiting.push(...items)
  return items.length
}

function around(actual: unknown, expected: unknown): [unknown, unknown] {
  if (!isList(actual) || !isList(expected)) return [undefined, undefined]
  const most = Math.max(actual.length, expected.length)
  let at = 0
  while (at < most && isDeepStrictEqual(actual[at], expected[at])) at++
  const from = Math.max(0, at - BEFORE)
  return [actual.slice(from, at + FROM), expected.slice(from, at + FROM)]
}

function isList(value: unknown): value is unknown[] | Uint8Array {
  return Array.isArray(value) || value instanceof Uint8Array
}
