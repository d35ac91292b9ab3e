import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'

const { checksum } = learner<typeof import('./starter/program.ts')>()

/** FILL-IN: the spec computes what is right by itself, and by another way than the solution. */
const expected = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (sum + byte) % 256, 0)
const told = (bytes: Uint8Array) => say(`the bytes ${[...bytes].join(' ')}`, `字节 ${[...bytes].join(' ')}`)

check('empty', async () => {
  expect(await checksum(new Uint8Array(0)), say('no bytes at all', '一个字节也没有')).toBe(0)
})

check('sum', async () => {
  const bytes = Uint8Array.from([1, random.int(2, 90), 3])
  expect(await checksum(bytes), told(bytes)).toBe(expected(bytes))
})

check('wraps', async () => {
  for (const bytes of [Uint8Array.from([255, 200, random.int(60, 99)]), Uint8Array.from([random.int(128, 255)])])
    expect(await checksum(bytes), told(bytes)).toBe(expected(bytes))
})
