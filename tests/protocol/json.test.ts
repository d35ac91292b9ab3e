import { expect, test } from 'vitest'
import { MOST_NESTED, parseJson } from '../../src/protocol/json.ts'
import { parseClientMessage } from '../../src/protocol/messages.ts'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

test('what nests as deep as may be is read, and one level more is not', () => {
  expect(JSON.stringify(parseJson(nested(MOST_NESTED)))).toBe(nested(MOST_NESTED))
  expect(() => parseJson(nested(MOST_NESTED + 1))).toThrow(SyntaxError)
  expect(() => parseJson('{"a":'.repeat(100_000))).toThrow('nested deeper than 64')
})

test('brackets in strings are no nesting, and what closes is counted off', () => {
  const text = JSON.stringify([
    '['.repeat(1_000),
    `\\"${'{'.repeat(1_000)}`,
    ...Array.from({ length: 1_000 }, () => [{}]),
  ])
  expect(parseJson(text)).toEqual(JSON.parse(text))
})

test('a message that nests too deep is malformed', () => {
  expect(parseClientMessage(nested(10_000))).toMatchObject({ ok: false, code: 'MESSAGE_MALFORMED' })
})
