/** Each way of writing a verdict, in Chinese: nothing that is ours is said in English. */
import { describe, expect, test } from 'vitest'
import { FORMAT_NAMES, FORMATS, type FormatContext, type FormatName } from '../../src/sidecar/grader/formats/index.ts'
import type { TestVerdict, Verdict } from '../../src/sidecar/grader/types.ts'
import { words } from '../../src/sidecar/grader/words/index.ts'
import { FAIL, OURS, PASS, UNPARSED } from '../grader/verdicts.ts'
import { englishIn, hasHan } from './english.ts'

const zh = words('zh-cn')
const CONTEXT: FormatContext = { locale: 'zh-cn', title: '帧解码器', paths: {} }

/** As the grader gives it to a reader of Chinese: titles, hints and messages of the exercise are in their language. */
function inChinese(verdict: Verdict): Verdict {
  const test = (one: TestVerdict): TestVerdict => ({
    ...one,
    title: '一个数据块中有两个帧',
    message: one.message === '' ? '' : zh.noAssertion(),
    ...(one.hint === undefined ? {} : { hint: '先检查长度。' }),
  })
  const problem = verdict.problem && { ...verdict.problem, message: zh.wall() }
  return { ...verdict, tests: verdict.tests.map(test), printed: '', ...(problem ? { problem } : {}) }
}

/** Texts of a written verdict, without the names of its fields. */
function texts(format: FormatName, written: string): string[] {
  if (format === 'pretty') return written.split('\n')
  if (format === 'github') return written.split('\n').map((line) => line.replace(/^::\w+ |file=[^,]*,/g, ''))
  if (format === 'junit')
    return [...written.matchAll(/ (?:name|message)="([^"]*)"|>([^<]+)</g)].map(
      ([, attribute, text]) => attribute ?? text ?? '',
    )
  const found: string[] = []
  JSON.parse(written, (_key, value: unknown) => {
    if (typeof value === 'string') found.push(value)
    return value
  })
  return found
}

describe.each(FORMAT_NAMES)('%s', (format) => {
  test.each([
    ['a pass', PASS, zh.pass()],
    ['a fail', FAIL, zh.hiddenLate()],
    ['a submission that does not load', UNPARSED, zh.wall()],
    ['a fault of ours', OURS, zh.wall()],
  ])('%s', (_what, verdict, said) => {
    const written = FORMATS[format](inChinese(verdict), CONTEXT)
    expect(texts(format, written).filter((text) => englishIn(text) !== null)).toEqual([])
    expect(hasHan(written)).toBe(true)
    // JSON has the fields themselves; a pass of exercism and junit has no sentence.
    if (format !== 'json' && !(verdict === PASS && (format === 'exercism' || format === 'junit')))
      expect(written).toContain(said)
  })
})
