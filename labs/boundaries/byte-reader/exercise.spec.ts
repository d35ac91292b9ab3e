import { expect } from 'vitest'
import { check, driver, learner, random, say } from 'wirebook/spec'

const { ByteReader } = learner<typeof import('./starter/byte-reader.ts')>()
const play = driver<typeof import('./driver.ts')>()
const LINEAR_MS = 2_000
const MEGABYTE = 1 << 20
const PIECE = 128 << 10

check('one-and-three', async () => {
  const bytes = random.bytes(4)
  const reader = new ByteReader()
  await reader.push(bytes.subarray(0, 1))
  await reader.push(bytes.subarray(1))
  expect(
    await reader.readExactly(4),
    say('pushed 1 byte, then 3; asked for 4', '先推入 1 个字节，再推入 3 个；要读 4 个'),
  ).toEqualBytes(bytes)
})

check('two-from-one', async () => {
  const bytes = random.bytes(4)
  const reader = new ByteReader()
  await reader.push(bytes)
  expect(
    await reader.readExactly(2),
    say('pushed 4 bytes at once; asked for the first 2', '一次推入 4 个字节；要读前 2 个'),
  ).toEqualBytes(bytes.subarray(0, 2))
  expect(await reader.readExactly(2), say('asked for the other 2', '要读另外 2 个')).toEqualBytes(bytes.subarray(2))
})

check('pending', async () => {
  const bytes = random.bytes(random.int(5, 40))
  const [got] = await play.queued([{ exactly: bytes.length }], random.cuts(bytes, 4), false)
  expect(
    got,
    say(
      `a read of ${bytes.length} waited while the bytes came in pieces`,
      `要读 ${bytes.length} 个字节，它们分几次到达`,
    ),
  ).toEqualBytes(bytes)
})

check('queue-order', async () => {
  const bytes = random.bytes(9)
  const got = await play.queued([{ exactly: 3 }, { exactly: 3 }, { upTo: 3 }], [bytes], false)
  expect(got[0], say('first of three waiting reads of 3', '三个等待中的读取里的第一个')).toEqualBytes(
    bytes.subarray(0, 3),
  )
  expect(got[1], say('second', '第二个')).toEqualBytes(bytes.subarray(3, 6))
  expect(got[2], say('third', '第三个')).toEqualBytes(bytes.subarray(6))
})

check('eof', async () => {
  const bytes = random.bytes(3)
  const waiting = await play.queued([{ exactly: 4 }], [bytes], true)
  expect(
    waiting,
    say('a read of 4 was waiting when the stream ended after 3', '有一个读取正在等 4 个字节，流却只来了 3 个就结束'),
  ).toEqual(['eof'])
  const reader = new ByteReader()
  await reader.push(bytes)
  await reader.end()
  await expect(reader.readExactly(4)).rejects.toThrowMessage('eof')
  expect(
    await reader.readAvailable(10),
    say('the bytes of a failed read stay for readAvailable', '失败的读取留下的字节仍可由 readAvailable 读到'),
  ).toEqualBytes(bytes)
  expect(await reader.readAvailable(10), say('nothing is left at the end', '结束时什么也不剩')).toEqualBytes(
    new Uint8Array(0),
  )
})

check('zero', async () => {
  const reader = new ByteReader()
  expect(await reader.readExactly(0), say('nothing was pushed', '什么也没推入')).toEqualBytes(new Uint8Array(0))
  const got = await play.queued([{ exactly: 5 }, { exactly: 0 }], [], false)
  expect(
    got[1],
    say('readExactly(0) while an earlier read waits', '更早的读取还在等待时调用 readExactly(0)'),
  ).toEqualBytes(new Uint8Array(0))
})

check('reused-array', async () => {
  const bytes = random.bytes(random.int(20, 60))
  expect(
    await play.reused(random.cuts(bytes, 5)),
    say('each chunk was overwritten after push()', '每个数据块在 push() 之后都被覆盖'),
  ).toEqualBytes(bytes)
})

check('linear', async () => {
  let ms = 0
  for (let pushed = 0; pushed < MEGABYTE; pushed += PIECE) {
    const bytes = random.bytes(PIECE)
    const part = await play.oneByOne(bytes, LINEAR_MS - ms)
    ms += part.ms
    const told = say(
      `pushed ${pushed + part.pushed} of ${MEGABYTE} bytes, one at a time, in ${Math.round(ms)} ms`,
      `一次一个字节，在 ${Math.round(ms)} ms 内推入了 ${MEGABYTE} 个字节中的 ${pushed + part.pushed} 个`,
    )
    expect(ms, told).toBeLessThan(LINEAR_MS)
    expect(part.read, told).toEqualBytes(bytes)
  }
})
