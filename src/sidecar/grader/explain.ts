/** What a learner is told of a failed test: which behaviour, what was expected and came, and where to look. */
import { stripVTControlCharacters } from 'node:util'
import type { SerializedError } from 'vitest/node'
import { GRADER_LIMITS } from './limits.ts'
import type { Locale } from './types.ts'

/** Longest value put on one line after "expected". */
const INLINE = 160

type Words = Record<'threw' | 'expected' | 'got' | 'noAssertion' | 'gaveInstead' | 'threwInstead', string>

const WORDS: Record<Locale, Words> = {
  en: {
    threw: 'Your code threw',
    expected: 'expected',
    got: 'got',
    noAssertion: 'The test ended before it checked anything.',
    gaveInstead: 'Your code should have thrown an error here; it gave',
    threwInstead: 'Your code should have given a value here; it threw',
  },
  'zh-cn': {
    threw: '你的代码抛出了',
    expected: '应为',
    got: '实际',
    noAssertion: '测试没有检查任何内容就结束了。',
    gaveInstead: '你的代码在这里应当抛出错误，却给出了',
    threwInstead: '你的代码在这里应当给出结果，却抛出了',
  },
}

/** What Vitest says of a promise that settled the other way. */
const SETTLED = /^(?:([\s\S]+?): )?promise (resolved|rejected) "([\s\S]*)" instead of (?:rejecting|resolving)/

export function explain(errors: ReadonlyArray<SerializedError>, locale: Locale): string {
  // A lost process explains every other failure of its test.
  const gone = errors.filter((error) => error.wirebook === 'gone')
  const texts = (gone.length > 0 ? gone : errors).map((error) => textOf(error, locale))
  return stripVTControlCharacters([...new Set(texts)].join('\n')).slice(0, GRADER_LIMITS.messageText)
}

/** Never the learner's result (spec/faults.ts). */
export function isSpecFault(error: SerializedError): boolean {
  return error.wirebook === 'fault'
}

function textOf(error: SerializedError, locale: Locale): string {
  const words = WORDS[locale]
  if (error.wirebook === 'threw') {
    const frames = Array.isArray(error.frames) ? error.frames.slice(0, 3).map((frame) => `    ${String(frame)}`) : []
    return [`${words.threw} ${error.name ?? 'Error'}: ${error.message}`, ...frames].join('\n')
  }
  if (/^expected any number of assertion, but got none/.test(error.message)) return words.noAssertion
  if (error.name !== 'AssertionError') return error.message
  return settled(error.message, words) ?? compared(error, words) ?? error.message
}

/** `what: expected … to deeply equal …` becomes what the spec said and the two values, in words of the language. */
function compared(error: SerializedError, words: Words): string | undefined {
  if (typeof error.expected !== 'string' || typeof error.actual !== 'string') return undefined
  const said = /^([\s\S]+?): expected /.exec(error.message)?.[1]
  const [expected, actual] = [flat(error.expected), flat(error.actual)]
  if (expected.length <= INLINE && actual.length <= INLINE && expected !== actual) {
    const values = [`${words.expected} ${expected}`, `${words.got} ${actual}`]
    return said === undefined ? values.join('\n') : [`${said}:`, ...values].join('\n')
  }
  const difference = typeof error.diff === 'string' ? stripVTControlCharacters(error.diff) : ''
  const named = difference.replace(/^- Expected$/m, `- ${words.expected}`).replace(/^\+ Received$/m, `+ ${words.got}`)
  return [said ?? error.message, named].filter((part) => part !== '').join('\n')
}

function settled(message: string, words: Words): string | undefined {
  const [whole, said, how, value = ''] = SETTLED.exec(message) ?? []
  if (whole === undefined) return undefined
  const text = `${how === 'resolved' ? words.gaveInstead : words.threwInstead} ${flat(value).slice(0, INLINE)}`
  return said === undefined ? text : `${said}: ${text}`
}

/** Vitest prints values over several lines, with a comma after the last. */
function flat(value: string): string {
  return value.replace(/,?\s*\n\s*([\]}])/g, ' $1').replace(/\s*\n\s*/g, ' ')
}
