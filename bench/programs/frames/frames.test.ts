// The five tests of tests/fixtures/exercises/sample/frames as an ordinary Vitest file, for `npx vitest run`.
import { randomBytes, randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { Frames } from '../../../tests/fixtures/exercises/sample/frames/solution/frames.ts'

const framed = (messages: Uint8Array[]) => Uint8Array.from(messages.flatMap((bytes) => [bytes.length, ...bytes]))
const some = (count: number, longest: number) =>
  Array.from({ length: count }, () => randomBytes(randomInt(longest + 1)))
const same = (got: Uint8Array[], want: Uint8Array[]) => expect(got.map(hex)).toEqual(want.map(hex))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

function cuts(bytes: Uint8Array, pieces: number): Uint8Array[] {
  const at = Array.from({ length: pieces - 1 }, () => randomInt(bytes.length + 1)).sort((a, b) => a - b)
  return [...at, bytes.length].map((end, index) => bytes.slice(at[index - 1] ?? 0, end))
}

test('one message in one chunk', () => {
  const message = randomBytes(randomInt(1, 21))
  same(new Frames().push(framed([message])), [message])
})

test('split at any byte', () => {
  const bytes = framed([Uint8Array.of(7, 8, 9)])
  for (let at = 1; at < bytes.length; at++) {
    const frames = new Frames()
    same([...frames.push(bytes.slice(0, at)), ...frames.push(bytes.slice(at))], [Uint8Array.of(7, 8, 9)])
  }
})

test('several messages in one chunk', () => {
  const messages = some(3, 5)
  same(new Frames().push(framed(messages)), messages)
})

test('a length over the limit throws', () => {
  expect(() => new Frames().push(Uint8Array.of(201))).toThrow('too large')
})

test('random messages, random cuts', () => {
  const messages = some(randomInt(3, 10), 50)
  const frames = new Frames()
  same(
    cuts(framed(messages), 10).flatMap((piece) => frames.push(piece)),
    messages,
  )
})
