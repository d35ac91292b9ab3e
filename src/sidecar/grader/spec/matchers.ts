/** Matchers that speak of bytes and of the learner's errors, in the reader's language. */
import { expect } from 'vitest'
import { LearnerThrew } from '../learner/values.mjs'
import { type BytesMeta, differenceText, firstDifference } from './difference.ts'
import { told } from './say.ts'

/** Bytes of each text given along, so that the field of a wrong one can be told. */
const HEAD_BYTES = 4 << 10

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * Same bytes in a Uint8Array; the message tells the first offset that differs. With `as`, the name of a format in
     * the `fields` of exercise.json, it tells the field as well; then the bytes begin where a message begins.
     */
    toEqualBytes(expected: Uint8Array, as?: string): R
    /** An error thrown by the learner's code whose message is, or contains, `text`. Never a lost process. */
    toThrowMessage(text: string): R
  }
}

expect.extend({
  toEqualBytes(received: unknown, expected: Uint8Array, as?: string) {
    if (!(received instanceof Uint8Array))
      return { pass: false, message: () => told().notBytes(expected.length, this.utils.stringify(received)) }
    const at = firstDifference(received, expected)
    if (at === undefined) return { pass: true, message: () => told().bytesSame() }
    return {
      pass: false,
      message: () => differenceText(received, expected),
      meta: as === undefined ? {} : { bytes: bytesMeta(as, at, expected, received) },
    }
  },

  toThrowMessage(received: unknown, text: string) {
    const thrown = received instanceof LearnerThrew ? received : undefined
    return {
      pass: thrown?.message.includes(text) ?? false,
      message: () =>
        thrown === undefined
          ? told().noThrow(text, this.utils.stringify(received))
          : told().otherThrow(text, thrown.name, thrown.message),
    }
  },
})

function bytesMeta(as: string, at: number, expected: Uint8Array, actual: Uint8Array): BytesMeta {
  const [head, came] = [expected, actual].map((bytes) => Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('base64'))
  return { as, at, expected: head as string, actual: came as string }
}
