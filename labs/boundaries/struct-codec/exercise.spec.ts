import { expect } from 'vitest'
import { check, driver, learner, random, say } from 'wirebook/spec'
import type { V } from './starter/struct.ts'

const { pack, unpack, calcsize } = learner<typeof import('./starter/struct.ts')>()
const { unpackInside } = driver<typeof import('./driver.ts')>()

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const text = (ascii: string) => new Uint8Array(Buffer.from(ascii, 'latin1'))
const show = (values: V[]) =>
  values
    .map((value) => (value instanceof Uint8Array ? `"${Buffer.from(value).toString('latin1')}"` : String(value)))
    .join(', ')

async function packs(fmt: string, values: V[], hex: string) {
  expect(
    await pack(fmt, ...values),
    say(`pack('${fmt}', ${show(values)})`, `pack('${fmt}', ${show(values)})`),
  ).toEqualBytes(bytes(hex))
}
async function both(fmt: string, values: V[], hex: string) {
  await packs(fmt, values, hex)
  expect(await unpack(fmt, bytes(hex)), say(`unpack('${fmt}', ${hex})`, `unpack('${fmt}', ${hex})`)).toEqual(values)
}
async function refuses(told: string, call: Promise<unknown>) {
  const outcome = await call.then(
    () => say('it gave a result', '它给出了结果'),
    () => 'threw',
  )
  expect(outcome, say(`${told} must throw`, `${told} 必须抛出错误`)).toBe('threw')
}

check('both-orders', async () => {
  await both('<i', [10_000], '10 27 00 00')
  await both('!I', [10_000], '00 00 27 10')
  await both('>h', [-2], 'ff fe')
  const n = random.int(0x01_02_03_04, 0x7f_ff_ff_ff)
  const hex = n.toString(16).padStart(8, '0')
  await both('>I', [n], hex)
  await both('<I', [n], Buffer.from(hex, 'hex').reverse().toString('hex'))
})

check('mixed', async () => {
  await packs('!HIb3s', [9000, 1, -1, text('hi')], '23 28 00 00 00 01 ff 68 69 00')
  expect(await unpack('!HIb3s', bytes('23 28 00 00 00 01 ff 68 69 00'))).toEqual([9000, 1, -1, text('hi\0')])
  expect(await calcsize('!HIb3s'), say("calcsize('!HIb3s')", "calcsize('!HIb3s')")).toBe(10)
  expect(await calcsize('<bih'), say("calcsize('<bih'): no padding", "calcsize('<bih')：没有填充")).toBe(7)
  await both('<bih', [1, 2, 3], '01 02 00 00 00 03 00')
  await both('!x?c2x', [true, text('A')], '00 01 41 00 00')
})

check('range', async () => {
  const limits: [string, number, number][] = [
    ['b', -128, 127],
    ['B', 0, 255],
    ['h', -32_768, 32_767],
    ['H', 0, 65_535],
    ['i', -(2 ** 31), 2 ** 31 - 1],
    ['I', 0, 2 ** 32 - 1],
  ]
  for (const [letter, low, high] of limits) {
    for (const value of [low, high])
      expect(
        await unpack(`!${letter}`, await pack(`!${letter}`, value)),
        say(`${value} fits ${letter}`, `${value} 适合 ${letter}`),
      ).toEqual([value])
    for (const value of [low - 1, high + 1]) await refuses(`pack('!${letter}', ${value})`, pack(`!${letter}`, value))
  }
  await refuses("pack('!H', 1.5)", pack('!H', 1.5))
})

check('value-count', async () => {
  await refuses("pack('!HH', 1)", pack('!HH', 1))
  await refuses("pack('!H', 1, 2)", pack('!H', 1, 2))
  await refuses("pack('!2x', 0)", pack('!2x', 0))
  await refuses("pack('!s')", pack('!s'))
})

check('exact-size', async () => {
  await refuses("unpack('!I', 3 bytes)", unpack('!I', new Uint8Array(3)))
  await refuses("unpack('!I', 5 bytes)", unpack('!I', new Uint8Array(5)))
})

check('sixty-four', async () => {
  const big = 2n ** 63n - 1n
  await both('!q', [big], '7f ff ff ff ff ff ff ff')
  await both('<Q', [2n ** 64n - 2n], 'fe ff ff ff ff ff ff ff')
  await packs('!q', [-2], 'ff ff ff ff ff ff ff fe')
  expect(
    await unpack('!q', bytes('00 00 00 00 00 00 00 05')),
    say('q always unpacks to a bigint', 'q 总是解出 bigint'),
  ).toEqual([5n])
  await refuses("pack('!q', 2n ** 63n)", pack('!q', 2n ** 63n))
  await refuses("pack('!Q', -1n)", pack('!Q', -1n))
  await both('!d', [0.1], '3f b9 99 99 99 99 99 9a')
  await both('<f', [-1.5], '00 00 c0 bf')
})

check('byte-offset', async () => {
  const n = random.int(1, 2 ** 31)
  const packed = Buffer.alloc(6)
  packed.writeUInt32BE(n)
  packed.write('ok', 4)
  expect(
    await unpackInside('!I2s', new Uint8Array(packed), random.int(3, 9)),
    say('the bytes began inside a larger buffer', '这些字节位于一个更大的缓冲区内部'),
  ).toEqual([n, text('ok')])
})

check('strings-and-counts', async () => {
  await packs('!5s', [text('hi')], '68 69 00 00 00')
  await packs('!5s', [text('hello, world')], '68 65 6c 6c 6f')
  await both('!3H', [1, 2, 3], '00 01 00 02 00 03')
  expect(await unpack('!3s', bytes('61 62 63'))).toEqual([text('abc')])
  await both('!0sB', [new Uint8Array(0), 7], '07')
  expect(await calcsize('!10s3H2x'), say("calcsize('!10s3H2x')", "calcsize('!10s3H2x')")).toBe(18)
})

check('bad-format', async () => {
  await refuses("calcsize('I')", calcsize('I'))
  await refuses("pack('I', 1)", pack('I', 1))
  await refuses("calcsize('!Iz')", calcsize('!Iz'))
  await refuses("unpack('', no bytes)", unpack('', new Uint8Array(0)))
})

check('spaces', async () => {
  await both('! H  I b', [513, 7, -2], '02 01 00 00 00 07 fe')
  expect(await calcsize('< 2H 3s '), say("calcsize('< 2H 3s ')", "calcsize('< 2H 3s ')")).toBe(7)
})
