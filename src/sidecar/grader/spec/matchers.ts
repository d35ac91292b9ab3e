/** Matchers that speak of bytes and of the learner's errors, in the reader's language. */
import { expect } from 'vitest'
import { LearnerThrew } from '../learner/values.mjs'
import { hexAround } from './hex.ts'
import { say } from './say.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Same bytes in a Uint8Array; the message tells the first offset that differs. */
    toEqualBytes(expected: Uint8Array): R
    /** An error thrown by the learner's code whose message is, or contains, `text`. Never a lost process. */
    toThrowMessage(text: string): R
  }
}

expect.extend({
  toEqualBytes(received: unknown, expected: Uint8Array) {
    if (!(received instanceof Uint8Array)) {
      return {
        pass: false,
        message: () =>
          say(
            `expected ${expected.length} bytes (a Uint8Array), got ${this.utils.stringify(received)}`,
            `应为 ${expected.length} 字节的 Uint8Array，实际是 ${this.utils.stringify(received)}`,
          ),
      }
    }
    const at = firstDifference(received, expected)
    return {
      pass: at === undefined,
      message: () =>
        at === undefined
          ? say('expected other bytes than these', '不应是这些字节')
          : [
              say(
                `first difference at byte ${at} (0x${at.toString(16)}); expected ${expected.length} bytes, got ${received.length}`,
                `第一处不同在字节 ${at}（0x${at.toString(16)}）；应为 ${expected.length} 字节，实际 ${received.length} 字节`,
              ),
              `${say('expected', '应为')}  ${hexAround(expected, at)}`,
              `${say('     got', '实际')}  ${hexAround(received, at)}`,
            ].join('\n'),
    }
  },

  toThrowMessage(received: unknown, text: string) {
    const thrown = received instanceof LearnerThrew ? received : undefined
    return {
      pass: thrown?.message.includes(text) ?? false,
      message: () =>
        thrown === undefined
          ? say(
              `expected your code to throw an error with the message "${text}"; got ${this.utils.stringify(received)}`,
              `你的代码应当抛出消息为“${text}”的错误，实际得到 ${this.utils.stringify(received)}`,
            )
          : say(
              `expected an error with the message "${text}"; your code threw ${thrown.name}: "${thrown.message}"`,
              `错误消息应为“${text}”，你的代码抛出的是 ${thrown.name}: “${thrown.message}”`,
            ),
    }
  },
})

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.max(a.length, b.length)
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at
  return undefined
}
