import { expect, test } from 'vitest'
import { leaks } from '../../../src/cli/check/hidden.ts'
import { readSpec } from '../../../src/cli/check/spec-source.ts'

const SPEC = `
import { check, say } from 'wirebook/spec'
const LIMIT: number = 1500
check('shown', async () => { await f('an open text') })
check('secret', async () => {
  // 你好
  expect(await f('the hidden payload', 40321, \`cut \${LIMIT} here\`), say(\`sent \${LIMIT} bytes\`, '发送了字节')).toBe('too large')
})
`
const shown = (text: string) => [{ where: 'lesson.mdx', text, numbers: true, line: () => 7 }]
const secret = readSpec(SPEC).literals.filter(({ check }) => check === 'secret')

test('the data of a check is what stands in its body, outside of what it says', () => {
  expect(secret.map(({ value }) => value)).toEqual(['the hidden payload', 40321, 'too large'])
  expect(secret[0]!.line).toBe(7)
})

test('what a spec says is found in both languages, with the check and the line', () => {
  expect(readSpec(SPEC).messages).toEqual([{ check: 'secret', en: 'sent   bytes', zh: '发送了字节', line: 7 }])
})

test('a spec that does not parse says so', () => {
  expect(readSpec('check(').error).toBeDefined()
})

test.each([
  ['a text', 'Send `the hidden payload` and wait.', 'the hidden payload'],
  ['a number', 'Port 40321 is taken.', 40321],
  ['a number at the end of a sentence', 'It is 40321.', 40321],
  ['a number with groups of digits', 'All 40,321 bytes arrive.', 40321],
  ['a number in hexadecimal', 'The header 0x9d81 comes first.', 40321],
])('%s of a hidden test is found in what learners read', (_, text, value) => {
  expect(leaks(secret, [], shown(text)).map(({ literal }) => literal.value)).toEqual([value])
})

test('part of a longer number is no leak', () => {
  expect(leaks(secret, [], shown('It is 403210 or 1.40321.'))).toEqual([])
})

test.each([5_000, 65_536, 2 ** 32 - 1, 999, 'hello', '10.0.0.1'])(
  '%j is what anybody would choose, and no leak',
  (value) => {
    const literal = { check: 'secret', value, text: `${value}`, line: 1 }
    expect(leaks([literal], [], shown(`It is ${value} here.`))).toEqual([])
  },
)

test('numbers of a lesson around its exercise do not count, texts do', () => {
  const around = shown('the hidden payload has 40321 bytes').map((text) => ({ ...text, numbers: false }))
  expect(leaks(secret, [], around).map(({ literal }) => literal.value)).toEqual(['the hidden payload'])
})

test('what the solution has to say is the task’s, not the test’s', () => {
  const lesson = shown('It throws `too large`.')
  expect(leaks(secret, [], lesson)).toHaveLength(1)
  expect(leaks(secret, ["throw new Error('too large')"], lesson)).toEqual([])
})
