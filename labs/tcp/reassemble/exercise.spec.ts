import { expect } from 'vitest'
import { check, driver, learner, memory, random, say } from 'wirebook/spec'

const { Reassembler } = learner<typeof import('./starter/reassembler.ts')>()
const play = driver<typeof import('./driver.ts')>()

type Segment = { seq: number; data: Uint8Array }
const NOTHING = new Uint8Array(0)
const WIDE = 65_536
const MIB = 2 ** 20
const TURN = 2 ** 32
const anySeq = () => random.int(1, 2 ** 31)
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

/** What was pushed so far, as distances from the first number. */
const shown = (first: number, segments: Segment[]) =>
  segments.map(({ seq, data }) => `${(seq - first) | 0}+${data.length}`).join(', ')

function same(got: { out: Uint8Array; ack: number }, out: Uint8Array, ack: number, told: string) {
  expect(got.out, `${told}: out`).toEqualBytes(out)
  expect(got.ack, `${told}: ack`).toBe(ack >>> 0)
}

/** Pushes in turn; after each, `wanted` says how many bytes of the stream should be out in all. */
async function steps(first: number, window: number, stream: Uint8Array, pushes: Segment[], wanted: number[]) {
  const released = await play.feed(first, window, pushes)
  let before = 0
  for (const [i, count] of wanted.entries()) {
    const told = say(
      `first number ${first}, window ${window}, pushed (distance+length) ${shown(first, pushes.slice(0, i + 1))}`,
      `第一个序号 ${first}，窗口 ${window}，已推入（距离+长度）${shown(first, pushes.slice(0, i + 1))}`,
    )
    same(released[i]!, stream.subarray(before, count), first + count, told)
    before = count
  }
}

const cut = (first: number, stream: Uint8Array, from: number, to: number): Segment => ({
  seq: (first + from) >>> 0,
  data: stream.subarray(from, to),
})

check('in-order', async () => {
  const [a, b] = [random.bytes(5), random.bytes(9)]
  const receiver = new Reassembler(1000, WIDE)
  same(await receiver.push(1000, a), a, 1005, say('5 bytes at 1000', '在 1000 处的 5 个字节'))
  same(await receiver.push(1005, b), b, 1014, say('then 9 bytes at 1005', '然后是 1005 处的 9 个字节'))
})

check('swapped', async () => {
  const [a, b] = [random.bytes(5), random.bytes(9)]
  const receiver = new Reassembler(1000, WIDE)
  same(
    await receiver.push(1005, b),
    NOTHING,
    1000,
    say('9 bytes at 1005 come first: 1000 is still expected', '1005 处的 9 个字节先到：仍期待 1000'),
  )
  same(await receiver.push(1000, a), join(a, b), 1014, say('then the 5 bytes at 1000', '然后是 1000 处的 5 个字节'))
})

check('duplicate', async () => {
  const first = anySeq()
  const stream = random.bytes(60)
  const [a, b, c] = [cut(first, stream, 0, 20), cut(first, stream, 20, 40), cut(first, stream, 40, 60)]
  await steps(first, WIDE, stream, [a, a, c, c, b, b, a], [20, 20, 20, 20, 60, 60, 60])
})

check('overlap', async () => {
  const first = anySeq()
  const stream = random.bytes(100)
  const at = (from: number, to: number) => cut(first, stream, from, to)
  await steps(first, WIDE, stream, [at(0, 30), at(20, 50), at(40, 45), at(10, 60)], [30, 50, 50, 60])
  await steps(first, WIDE, stream, [at(50, 70), at(40, 60), at(65, 80), at(30, 90), at(0, 30)], [0, 0, 0, 0, 90])
  // The first copy of a byte is the one that counts.
  const other = { seq: (first + 8) >>> 0, data: random.bytes(20) }
  await steps(
    first,
    WIDE,
    stream,
    [
      at(10, 20),
      { ...other, data: other.data.map((byte, i) => (i >= 2 && i < 12 ? byte ^ 0xff : stream[8 + i]!)) },
      at(0, 8),
    ],
    [0, 0, 28],
  )
})

check('holes', async () => {
  const first = anySeq()
  const stream = random.bytes(50)
  const at = (from: number, to: number) => cut(first, stream, from, to)
  await steps(
    first,
    WIDE,
    stream,
    [at(10, 20), at(30, 40), at(20, 30), at(45, 50), at(0, 10), at(40, 45)],
    [0, 0, 0, 0, 40, 50],
  )
})

check('window', async () => {
  const first = anySeq()
  const stream = random.bytes(80)
  const at = (from: number, to: number) => cut(first, stream, from, to)
  await steps(first, 30, stream, [at(30, 40), at(60, 70), at(10, 30), at(0, 10), at(30, 40)], [0, 0, 0, 30, 40])
  await steps(first, 30, stream, [at(20, 50), at(0, 20), at(30, 50)], [0, 30, 50])
  await steps(first, 30, stream, [at(0, 80), at(30, 80), at(60, 80)], [30, 60, 80])
})

check('wrap', async () => {
  const first = TURN - random.int(3, 12)
  const stream = random.bytes(60)
  const at = (from: number, to: number) => cut(first, stream, from, to)
  await steps(first, WIDE, stream, [at(0, 2), at(15, 40), at(2, 15), at(0, 40), at(40, 60)], [2, 2, 40, 40, 60])
})

check('memory', async () => {
  const before = await memory()
  await play.again(anySeq(), 65_536, 1_200)
  expect(await play.isKept()).toBe(true)
  const grown = Math.round(((await memory()) - before) / MIB)
  const told = say(
    `the same 64 KiB behind a gap, 1,200 times: memory grew by ${grown} MiB`,
    `同样的 64 KiB 在缺口之后来了 1200 次：内存增长了 ${grown} MiB`,
  )
  expect(grown, told).toBeLessThan(45)
})

check('reused', async () => {
  const first = anySeq()
  const stream = random.bytes(30)
  const pushes = [cut(first, stream, 10, 30), cut(first, stream, 0, 10)]
  const released = await play.feed(first, WIDE, pushes)
  const told = say(
    'the array of the first push was overwritten before the second',
    '第二次推入之前，第一次推入的数组已被覆盖',
  )
  same(released[1]!, stream, first + 30, told)
})

check('shuffled', async () => {
  for (let round = 0; round < 8; round++) {
    const first = random.pick([anySeq(), TURN - random.int(1, 900)])
    const stream = random.bytes(random.int(800, 1_500))
    const pieces: [number, number][] = []
    for (let at = 0; at < stream.length; at += 20)
      pieces.push([at, Math.min(stream.length, at + 20 + random.int(0, 30))])
    const pushes = random.shuffle([...pieces, ...pieces.filter(() => random.int(0, 3) === 0)])
    const have = new Set<number>()
    let out = 0
    const wanted = pushes.map(([from, to]) => {
      for (let i = from; i < to; i++) have.add(i)
      while (have.has(out)) out += 1
      return out
    })
    await steps(
      first,
      WIDE,
      stream,
      pushes.map(([from, to]) => cut(first, stream, from, to)),
      wanted,
    )
  }
})
