import { expect } from 'vitest'
import { check, driver, learner, random, say } from 'wirebook/spec'

const { FrameDecoder, encode } = learner<typeof import('./starter/frame-decoder.ts')>()
const play = driver<typeof import('./driver.ts')>()

type Order = 'be' | 'le'
const LINEAR_MS = 1_500
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const bytes = (...values: number[]) => Uint8Array.from(values)
const utf8 = (text: string) => new TextEncoder().encode(text)

/** Frames of the spec's own making: the submission's encode is judged by itself. */
function framed(order: Order, ...payloads: Uint8Array[]): Uint8Array {
  return join(
    ...payloads.flatMap((payload) => {
      const head = Buffer.alloc(4)
      if (order === 'be') head.writeUInt32BE(payload.length)
      else head.writeInt32LE(payload.length)
      return [new Uint8Array(head), payload]
    }),
  )
}

function same(got: Uint8Array[], want: Uint8Array[], told: string) {
  expect(got.length, `${told}: ${say(`${want.length} payloads expected`, `应得到 ${want.length} 个载荷`)}`).toBe(
    want.length,
  )
  for (const [i, payload] of want.entries())
    expect(got[i], `${told}: ${say(`payload ${i + 1}`, `第 ${i + 1} 个载荷`)}`).toEqualBytes(payload)
}

check('whole', async () => {
  for (const order of ['be', 'le'] as const) {
    const payload = random.bytes(random.int(1, 60))
    expect(
      await encode(payload, order),
      say(`encode(${payload.length} bytes, '${order}')`, `用 encode 编码 ${payload.length} 个字节，${order}`),
    ).toEqualBytes(framed(order, payload), order)
    same(
      await new FrameDecoder({ order }).push(framed(order, payload)),
      [payload],
      say(`one whole frame, ${order}`, `一个完整的帧，${order}`),
    )
  }
  expect(
    await encode(utf8('你好')),
    say("encode of the 6 bytes of '你好'", '用 encode 编码“你好”的 6 个字节'),
  ).toEqualBytes(join(bytes(0, 0, 0, 6), utf8('你好')), 'be')
})

check('two', async () => {
  const payloads = [random.bytes(random.int(1, 9)), random.bytes(random.int(1, 90))]
  same(
    await new FrameDecoder().push(framed('be', ...payloads)),
    payloads,
    say('two frames in one chunk', '一个数据块中有两个帧'),
  )
})

check('byte-by-byte', async () => {
  const payloads = [utf8('hi'), random.bytes(3), utf8('你')]
  const { payloads: got } = await play.feed(
    [...framed('be', ...payloads)].map((byte) => bytes(byte)),
    {},
  )
  same(got, payloads, say('three frames, one byte a chunk', '三个帧，每块一个字节'))
})

check('split-header', async () => {
  const payload = random.bytes(7)
  const stream = framed('be', payload)
  for (const cut of [1, 2, 3]) {
    const decoder = new FrameDecoder()
    same(
      await decoder.push(stream.subarray(0, cut)),
      [],
      say(`the first ${cut} bytes of the header`, `报头的前 ${cut} 个字节`),
    )
    same(
      await decoder.push(stream.subarray(cut)),
      [payload],
      say(`header cut ${cut} + ${4 - cut}`, `报头切成 ${cut} + ${4 - cut}`),
    )
  }
})

check('empty', async () => {
  const payload = random.bytes(4)
  same(
    await new FrameDecoder().push(framed('be', new Uint8Array(0), payload, new Uint8Array(0))),
    [new Uint8Array(0), payload, new Uint8Array(0)],
    say('an empty message before and after another', '另一条消息的前后各有一条空消息'),
  )
  same(
    await new FrameDecoder().push(bytes(0, 0, 0, 0)),
    [new Uint8Array(0)],
    say('only 00 00 00 00', '只有 00 00 00 00'),
  )
})

check('max', async () => {
  const max = random.int(8, 64)
  const exact = random.bytes(max)
  same(
    await new FrameDecoder({ max }).push(framed('be', exact)),
    [exact],
    say(`max ${max}, a payload of ${max}`, `max 为 ${max}，载荷为 ${max}`),
  )
  for (const header of [bytes(0, 0, 0, max + 1), bytes(0xff, 0xff, 0xff, 0xff)]) {
    const refused = await play.feed([header.subarray(0, 3), header.subarray(3), bytes(1)], { max })
    const told = say(
      `max ${max}, header ${Buffer.from(header).toString('hex')}`,
      `max 为 ${max}，报头 ${Buffer.from(header).toString('hex')}`,
    )
    expect(refused.error, told).toBe('too large')
    expect(
      refused.after,
      `${told}: ${say('refused with the fourth byte of the header', '在报头的第四个字节时拒绝')}`,
    ).toBe(2)
  }
  const decoder = new FrameDecoder({ max })
  await expect(decoder.push(bytes(0, 0, 0, max + 1))).rejects.toThrowMessage('too large')
  const later = await decoder.push(framed('be', exact)).then(
    () => say('it returned', '它返回了'),
    () => 'threw',
  )
  expect(later, say('after an error each push throws', '出错之后每次 push 都抛出错误')).toBe('threw')
})

check('negative', async () => {
  for (const header of [bytes(0xff, 0xff, 0xff, 0xff), bytes(0xfc, 0xff, 0xff, 0xff), bytes(0, 0, 0, 0x80)]) {
    const { error } = await play.feed([header], { order: 'le' })
    expect(
      error,
      say(
        `little-endian header ${Buffer.from(header).toString('hex')}`,
        `小端报头 ${Buffer.from(header).toString('hex')}`,
      ),
    ).toBe('negative')
  }
})

check('end', async () => {
  const stream = framed('be', random.bytes(5))
  const at = async (length: number) => {
    const decoder = new FrameDecoder()
    await decoder.push(stream.subarray(0, length))
    return decoder.end().then(
      () => 'fine',
      (error: Error) => error.message,
    )
  }
  expect(await at(stream.length), say('the stream ends after a whole frame', '流在完整的帧之后结束')).toBe('fine')
  expect(await at(0), say('the stream ends before anything came', '什么数据都没来，流就结束了')).toBe('fine')
  expect(await at(2), say('the stream ends inside a header', '流在报头中结束')).toContain('truncated')
  expect(await at(4), say('the stream ends between header and payload', '流在报头与载荷之间结束')).toContain(
    'truncated',
  )
  expect(await at(7), say('the stream ends inside a payload', '流在载荷中结束')).toContain('truncated')
})

check('own-bytes', async () => {
  const payloads = Array.from({ length: 4 }, () => random.bytes(random.int(5, 30)))
  const stream = framed('be', ...payloads)
  const { payloads: got } = await play.feed([stream.subarray(0, 25), stream.subarray(25)], {})
  same(got, payloads, say('the chunk was overwritten after push()', '数据块在 push() 之后被覆盖'))
})

check('random-cuts', async () => {
  for (const order of ['be', 'le'] as const) {
    const payloads = Array.from({ length: 60 }, () => random.bytes(random.int(0, 40)))
    const stream = framed(order, ...payloads)
    for (let round = 0; round < 10; round++) {
      const chunks = random.cuts(stream, random.int(20, 100))
      const { payloads: got, error } = await play.feed(chunks, { order })
      expect(error, say(`60 frames cut into ${chunks.length} chunks`, `60 个帧切成 ${chunks.length} 块`)).toBe(null)
      same(got, payloads, say(`60 frames cut into ${chunks.length} chunks`, `60 个帧切成 ${chunks.length} 块`))
    }
  }
})

check('linear', async () => {
  const length = 10 << 20
  const { ms, pushed, got } = await play.large(length, 1024, LINEAR_MS)
  const told = say(
    `pushed ${pushed} of ${length + 4} bytes in ${Math.round(ms)} ms`,
    `在 ${Math.round(ms)} ms 内推入了 ${length + 4} 个字节中的 ${pushed} 个`,
  )
  expect(ms, told).toBeLessThan(LINEAR_MS)
  expect(got, told).toBe(length)
})
