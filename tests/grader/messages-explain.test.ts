/** From what a spec's worker reports of a failed test to what a learner reads. */
import { describe, expect, it } from 'vitest'
import type { SerializedError } from 'vitest/node'
import { explain } from '../../src/sidecar/grader/explain.ts'
import { lineAt, placeIn, quoted, withSource } from '../../src/sidecar/grader/source.ts'
import { differenceIn, differenceText } from '../../src/sidecar/grader/spec/difference.ts'
import { loadProblem } from '../../src/sidecar/grader/spec/load-problem.ts'
import { speak } from '../../src/sidecar/grader/spec/say.ts'

const FILES = { 'frames.ts': "import { x } from './limits.ts'\nexport function push() {\n\tthrow new Error('no')\n}\n" }
const FIELDS = {
  be: [
    { name: { en: 'length', 'zh-cn': '长度' }, kind: 'u32be' as const },
    { name: { en: 'payload', 'zh-cn': '载荷' }, kind: 'counted' as const },
  ],
}
const en = { locale: 'en', files: FILES, fields: FIELDS } as const
const error = (fields: Partial<SerializedError>): SerializedError =>
  ({ name: 'Error', message: '', ...fields }) as SerializedError
const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64')

describe('a crash', () => {
  it("shows the learner's own line, with a caret below its column", () => {
    const threw = error({ wirebook: 'threw', message: 'no', frames: ['at push (frames.ts:3:9)'] })
    expect(explain([threw], en)).toEqual({
      message:
        "Your code threw Error: no\n    at push (frames.ts:3:9)\n    3 │  throw new Error('no')\n                ^",
      cause: 'assertion',
      place: { file: 'frames.ts', line: 3, column: 9 },
    })
  })

  it('explains every other failure of its test, with a stable code', () => {
    const gone = error({ wirebook: 'gone', code: 'LEARNER_EXITED', message: 'Your program ended.\n    frames.ts:3' })
    const told = explain([error({ message: 'expected 1' }), gone], en)
    expect(told).toMatchObject({ cause: 'gone', code: 'LEARNER_EXITED', place: { file: 'frames.ts', line: 3 } })
    expect(told.message).not.toContain('expected 1')
  })

  it('is late when no answer came in time', () => {
    expect(explain([error({ wirebook: 'gone', code: 'LEARNER_LATE', message: 'No answer' })], en).cause).toBe('late')
  })
})

describe('wrong bytes', () => {
  const [want, got] = [Uint8Array.of(0, 0, 0, 2, 97, 98), Uint8Array.of(0, 0, 1, 2, 97, 98)]
  const meta = { as: 'be', at: 2, expected: base64(...want), actual: base64(...got) }

  it.each(['en', 'zh-cn'] as const)('are read again from the message that shows them: %s', (locale) => {
    speak(locale)
    expect(differenceIn(`header 7 (0x07): ${differenceText(got, want)}`)).toEqual({
      at: 2,
      expected: '00 00 [00] 02 61 62',
      actual: '00 00 [01] 02 61 62',
    })
    expect(differenceIn('nothing of the kind')).toBeUndefined()
  })

  it('are told with the field they lie in, where the exercise names its fields', () => {
    speak('en')
    const message = `encode(): ${differenceText(got, want)}`
    const told = explain([error({ message, __vitest_error_context__: { meta: { bytes: meta } } })], en)
    expect(told).toMatchObject({ difference: { at: 2, field: 'length' }, actual: '00 00 [01] 02 61 62' })
    expect(told.message.split('\n').slice(-2)).toEqual([
      'Byte 2 is byte 2 of the field “length”.',
      'length: expected 2, got 258',
    ])
  })

  it('follow what the spec said with the colon of the language', () => {
    speak('zh-cn')
    const message = `用 encode 编码 2 个字节: ${differenceText(got, want)}`
    const told = explain([error({ message })], { ...en, locale: 'zh-cn' })
    expect(told.message).toMatch(/^用 encode 编码 2 个字节：第一处不同在字节 2/)
    expect(told.difference).toEqual({ at: 2 })
  })

  it('are told without a field where none is named', () => {
    speak('en')
    const told = explain([error({ message: differenceText(got, want) })], en)
    expect(told.difference).toEqual({ at: 2 })
    expect(told.message).not.toContain('field')
  })

  it('may be missing at the end', () => {
    speak('en')
    expect(differenceIn(differenceText(want.subarray(0, 4), want))).toMatchObject({
      at: 4,
      actual: '00 00 00 02 [end]',
    })
  })
})

describe('compared values', () => {
  it('stand under each other in the words of the language, and apart in the verdict', () => {
    const compared = error({
      name: 'AssertionError',
      message: '两个帧: expected 1 to be 2',
      expected: '2',
      actual: '1',
    })
    expect(explain([compared], { ...en, locale: 'zh-cn' })).toMatchObject({
      message: '两个帧：\n应为 2\n实际 1',
      expected: '2',
      actual: '1',
    })
  })
})

describe('a place', () => {
  it('is one of the submission, not of a file that only sounds like it', () => {
    expect(placeIn('at /other/frames.ts:1 and spec.ts:2:3 and (frames.ts:2:8)', FILES)).toEqual({
      file: 'frames.ts',
      line: 2,
      column: 8,
    })
    expect(placeIn('frames.ts:99', FILES)).toBeUndefined()
    expect(lineAt({}, { file: 'toString', line: 1 })).toBeUndefined()
  })

  it('has no caret below characters that are two columns wide', () => {
    expect(quoted({ 'a.ts': "const 名 = '你'; throw 1" }, { file: 'a.ts', line: 1, column: 17 })).toHaveLength(1)
  })

  it('brings its line along', () => {
    const problem = { code: 'SUBMISSION_SYNTAX', message: 'no', file: 'frames.ts', line: 2 }
    expect(withSource(problem, FILES).source).toBe('export function push() {')
    expect(withSource({ ...problem, line: 50 }, FILES)).not.toHaveProperty('source')
  })
})

describe('a submission that could not be loaded', () => {
  const loading = { files: FILES, exit: undefined, within: 2000, stderr: '' }
  const at = (message: string) => {
    speak('en')
    return loadProblem(new Error(message), loading)
  }

  it.each([
    ["Cannot find package 'express' imported from file:///submission/frames.ts", '"express", which is not here'],
    ['No such built-in module: node:sockets', '"node:sockets", which is not here'],
    [`Package subpath './sockets' is not defined by "exports" in /x/package.json`, '"wirebook/sockets", which'],
  ])('names what it imports: %s', (message, told) => {
    expect(at(message)).toMatchObject({ code: 'SUBMISSION_IMPORT', message: expect.stringContaining(told) })
  })

  it('finds the line of an import, which Node does not tell', () => {
    const message = "Cannot find module 'file:///submission/limits.ts' imported from file:///submission/frames.ts"
    expect(at(message)).toEqual({
      code: 'SUBMISSION_IMPORT',
      message:
        'Your file imports "./limits.ts", and the submission has no such file. It has: frames.ts. An import names the whole file, with ./ and .ts.',
      file: 'frames.ts',
      line: 1,
      column: 20,
    })
  })
})
