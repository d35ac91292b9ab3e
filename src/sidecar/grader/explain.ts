/** What a learner is told of a failed test: which behaviour, what was expected and came, and where to look. */
import { stripVTControlCharacters } from 'node:util'
import type { SerializedError } from 'vitest'
import { type Fields, fieldAt } from '../../course/fields.ts'
import type { Files } from '../../course/load.ts'
import { GRADER_LIMITS } from './limits.ts'
import { placeIn, quoted } from './source.ts'
import { type BytesMeta, differenceIn } from './spec/difference.ts'
import type { GoneCode } from './spec/faults.ts'
import type { Locale, TestVerdict } from './types.ts'
import { type Words, words as wordsOf } from './words/index.ts'

/** Longest value put on one line after "expected". */
const INLINE = 160
/** Stack frames shown of what the learner's code threw. */
const FRAMES = 3

/** What is known beside the errors. `files`: the submission as it was written. */
export type About = { locale: Locale; files: Files; fields?: Record<string, Fields> }

export type Explained = Pick<TestVerdict, 'message' | 'cause' | 'code' | 'expected' | 'actual' | 'difference' | 'place'>

export function explain(errors: ReadonlyArray<SerializedError>, about: About): Explained {
  // A lost process explains every other failure of its test.
  const gone = errors.filter((error) => error.wirebook === 'gone')
  const told = (gone.length > 0 ? gone : errors).map((error) => one(error, about))
  const message = limited([...new Set(told.map((each) => each.message))].join('\n'))
  const compared = told.find(({ expected }) => expected !== undefined)
  const place = told.find((each) => each.place)?.place
  const late = gone.length === 0 && errors.some((error) => error.wirebook === 'not-seen' && error.late === true)
  const code = late ? 'WAIT_LATE' : gone[0]?.code
  return {
    ...compared,
    message,
    cause: late ? 'late' : causeOf(gone),
    ...(typeof code === 'string' ? { code } : {}),
    ...(place ? { place } : {}),
  }
}

/** Never the learner's result (spec/faults.ts). */
export function isSpecFault(error: SerializedError): boolean {
  return error.wirebook === 'fault'
}

function causeOf([gone]: SerializedError[]): NonNullable<TestVerdict['cause']> {
  if (!gone) return 'assertion'
  return LATE.has(String(gone.code)) ? 'late' : 'gone'
}
const LATE = new Set<string>(['LEARNER_LATE', 'LEARNER_WALL', 'LEARNER_NOT_RUN'] satisfies GoneCode[])

function one(thrown: SerializedError, about: About): Explained {
  const words = wordsOf(about.locale)
  const error: SerializedError = { ...thrown, message: punctuated(thrown.message, about.locale) }
  if (error.wirebook === 'threw') return threw(error, about, words)
  if (error.wirebook === 'gone') return withPlace(error.message, about)
  if (/^expected any number of assertion, but got none/.test(error.message)) return { message: words.noAssertion() }
  const bytes = wrongBytes(error, about, words)
  if (bytes) return bytes
  if (error.name !== 'AssertionError') return { message: error.message }
  return settled(error.message, words) ?? compared(error, words) ?? { message: error.message }
}

/** Vitest puts what the spec said before a matcher's sentence, with the colon and space of English. */
function punctuated(message: string, locale: Locale): string {
  return locale === 'zh-cn'
    ? message.replace(/: (?=第一处不同|应为 |错误消息应为|不应是|你的代码应当抛出)/, '：')
    : message
}

function threw(error: SerializedError, about: About, words: Words): Explained {
  const frames = Array.isArray(error.frames) ? error.frames.slice(0, FRAMES).map(String) : []
  const said = words.threw(String(error.name ?? 'Error'), error.message)
  return withPlace([said, ...frames.map((frame) => `    ${frame}`)].join('\n'), about)
}

/** Text that names a place of the submission gets the line that stands there. */
function withPlace(message: string, { files }: About): Explained {
  const place = placeIn(message, files)
  if (!place) return { message }
  return { message: [message, ...quoted(files, place)].join('\n'), place }
}

/** A comparison of bytes, with the field of the first that differs where the exercise names its fields. */
function wrongBytes({ message, ...error }: SerializedError, about: About, words: Words): Explained | undefined {
  const found = differenceIn(message)
  if (!found) return undefined
  const { at, expected, actual } = found
  const field = fieldOf(metaOf(error), about, words)
  if (!field) return { message, expected, actual, difference: { at } }
  const difference = { at, field: field.name }
  return { message: [message, ...field.rows].join('\n'), expected, actual, difference }
}

/** What `toEqualBytes` adds to its message. */
function metaOf(error: Record<string, unknown>): BytesMeta | undefined {
  const context = error.__vitest_error_context__ as { meta?: { bytes?: BytesMeta } } | undefined
  return context?.meta?.bytes
}

function fieldOf(meta: BytesMeta | undefined, { fields, locale }: About, words: Words) {
  const format = meta && fields?.[meta.as]
  if (!meta || !format) return undefined
  const wanted = fieldAt(Buffer.from(meta.expected, 'base64'), format, meta.at, locale)
  if (!wanted) return undefined
  const came = fieldAt(Buffer.from(meta.actual, 'base64'), format, wanted.from, locale)
  const rows = [
    words.inField(meta.at, wanted.name, meta.at - wanted.from),
    ...(came && came.value !== wanted.value ? [words.fieldValue(wanted.name, wanted.value, came.value)] : []),
  ]
  return { name: wanted.name, rows }
}

/** `what: expected … to deeply equal …` becomes what the spec said and the two values, in words of the language. */
function compared(error: SerializedError, words: Words): Explained | undefined {
  if (typeof error.expected !== 'string' || typeof error.actual !== 'string') return undefined
  const said = /^([\s\S]+?): expected /.exec(error.message)?.[1]
  const [expected, actual] = [flat(error.expected), flat(error.actual)]
  const values = { expected: limited(expected), actual: limited(actual) }
  if (expected.length <= INLINE && actual.length <= INLINE && expected !== actual) {
    const rows = [`${words.expected()} ${expected}`, `${words.got()} ${actual}`]
    return { message: (said === undefined ? rows : [words.after(said, '').trimEnd(), ...rows]).join('\n'), ...values }
  }
  const difference = typeof error.diff === 'string' ? stripVTControlCharacters(error.diff) : ''
  const named = difference
    .replace(/^- Expected$/m, `- ${words.expected()}`)
    .replace(/^\+ Received$/m, `+ ${words.got()}`)
  return { message: [said ?? error.message, named].filter((part) => part !== '').join('\n'), ...values }
}

/** What Vitest says of a promise that settled the other way. */
const SETTLED = /^(?:([\s\S]+?): )?promise (resolved|rejected) "([\s\S]*)" instead of (?:rejecting|resolving)/

function settled(message: string, words: Words): Explained | undefined {
  const [whole, said, how, value = ''] = SETTLED.exec(message) ?? []
  if (whole === undefined) return undefined
  const shown = flat(value).slice(0, INLINE)
  const text = how === 'resolved' ? words.gaveInstead(shown) : words.threwInstead(shown)
  return { message: said === undefined ? text : words.after(said, text) }
}

/** Vitest prints values over several lines, with a comma after the last. */
function flat(value: string): string {
  return stripVTControlCharacters(value)
    .replace(/,?\s*\n\s*([\]}])/g, ' $1')
    .replace(/\s*\n\s*/g, ' ')
}

function limited(text: string): string {
  return stripVTControlCharacters(text).slice(0, GRADER_LIMITS.messageText)
}
