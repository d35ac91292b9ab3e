import { expect } from 'vitest'
import { check, driver, hex, learner, random, say } from 'wirebook/spec'
import type { WsEvent } from './starter/ws-decoder.ts'

const { acceptKey } = learner<typeof import('./starter/ws-decoder.ts')>()
const play = driver<typeof import('./driver.ts')>()

type Role = 'server' | 'client'
type Form = 'short' | 'u16' | 'u64'
type Parts = { opcode: number; payload?: Uint8Array; fin?: boolean; rsv?: number; masked?: boolean; form?: Form }

const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10]
const SHOWN = 40
const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const single = (stream: Uint8Array) => [...stream].map((byte) => Uint8Array.from([byte]))

/** The header of a frame. `length` may promise more than will come. */
function header(
  { opcode, fin = true, rsv = 0, masked = true, form }: Parts,
  length: number,
  key: Uint8Array,
): Uint8Array {
  const kind = form ?? (length < 126 ? 'short' : length < 65_536 ? 'u16' : 'u64')
  const head = Buffer.alloc(kind === 'short' ? 2 : kind === 'u16' ? 4 : 10)
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  head[1] = (masked ? 0x80 : 0) | (kind === 'short' ? length : kind === 'u16' ? 126 : 127)
  if (kind === 'u16') head.writeUInt16BE(length, 2)
  if (kind === 'u64') head.writeBigUInt64BE(BigInt(length), 2)
  return masked ? join(head, key) : new Uint8Array(head)
}

/** A whole frame of the spec's own making, masked as a client's unless told otherwise. */
function frame(parts: Parts): Uint8Array {
  const payload = parts.payload ?? new Uint8Array(0)
  const key = random.bytes(4)
  const sent = parts.masked === false ? payload : payload.map((byte, i) => byte ^ (key[i & 3] ?? 0))
  return join(header(parts, payload.length, key), sent)
}

/** An event in words, so that two lists can be compared and read. */
function words(event: WsEvent): string {
  if (event.type === 'text') return `text ${JSON.stringify(event.data)}`
  if (event.type === 'close') return `close ${event.code} ${JSON.stringify(event.reason)}`
  if (event.type === 'error') return `error ${event.code}`
  const data = Buffer.from(event.data)
  return `${event.type} ${data.length} ${data.length > SHOWN ? `${hex(data.subarray(0, SHOWN))} … ${sum(data)}` : hex(data)}`
}
const sum = (data: Uint8Array) => data.reduce((total, byte) => (total * 31 + byte) % 1_000_003, 7)

async function expectEvents(
  chunks: Uint8Array[],
  want: WsEvent[],
  told: string,
  options: { role?: Role; maxMessage?: number } = {},
): Promise<number[]> {
  const { events, counts } = await play.feed(chunks, { role: 'server', ...options })
  expect(events.map(words), told).toEqual(want.map(words))
  return counts
}

const PROTOCOL: WsEvent = { type: 'error', code: 1002 }
const later = () => frame({ opcode: PING, payload: random.bytes(2) })
/** These bytes are an error, and nothing comes after it. */
const expectError = (stream: Uint8Array, told: string, error: WsEvent = PROTOCOL, role: Role = 'server') =>
  expectEvents([stream, later()], [error], told, { role })

check('accept', async () => {
  expect(await acceptKey('dGhlIHNhbXBsZSBub25jZQ=='), say('the key of RFC 6455 §1.3', 'RFC 6455 §1.3 中的 key')).toBe(
    's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  )
})

check('hello', async () => {
  const hello: WsEvent = { type: 'text', data: 'Hello' }
  await expectEvents(
    [bytes('81 05 48 65 6c 6c 6f')],
    [hello],
    say('RFC 6455 §5.7, unmasked', 'RFC 6455 §5.7，无掩码'),
    {
      role: 'client',
    },
  )
  await expectEvents(
    [bytes('81 85 37 fa 21 3d 7f 9f 4d 51 58')],
    [hello],
    say('RFC 6455 §5.7, masked', 'RFC 6455 §5.7，有掩码'),
  )
})

check('fragments', async () => {
  const parts = [random.text(5), random.text(7), random.text(3)]
  const stream = join(
    frame({ opcode: TEXT, payload: utf8(parts[0]!), fin: false }),
    frame({ opcode: CONTINUATION, payload: utf8(parts[1]!), fin: false }),
    frame({ opcode: CONTINUATION, payload: utf8(parts[2]!) }),
  )
  await expectEvents(
    [stream],
    [{ type: 'text', data: parts.join('') }],
    say('a text in three frames', '分成三个帧的文本'),
  )
})

check('byte-by-byte', async () => {
  const [text, data] = [random.text(20), random.bytes(random.int(130, 300))]
  const stream = join(
    frame({ opcode: TEXT, payload: utf8(text) }),
    frame({ opcode: BINARY, payload: data }),
    frame({ opcode: TEXT }),
    frame({ opcode: PONG, payload: data.subarray(0, 9) }),
  )
  const want: WsEvent[] = [
    { type: 'text', data: text },
    { type: 'binary', data },
    { type: 'text', data: '' },
    { type: 'pong', data: data.subarray(0, 9) },
  ]
  await expectEvents(single(stream), want, say('four frames, one byte a chunk', '四个帧，每块一个字节'))
  for (let round = 0; round < 8; round++) {
    const chunks = random.cuts(stream, random.int(5, 60))
    await expectEvents(chunks, want, say(`four frames in ${chunks.length} chunks`, `四个帧，${chunks.length} 块`))
  }
})

check('lengths', async () => {
  for (const length of [125, 126, 65_535, 65_536]) {
    const data = random.bytes(length)
    await expectEvents(
      [frame({ opcode: BINARY, payload: data })],
      [{ type: 'binary', data }],
      say(`a payload of ${length} bytes`, `${length} 字节的载荷`),
    )
  }
  await expectError(
    frame({ opcode: BINARY, payload: random.bytes(125), form: 'u16' }),
    say('125 bytes, told in the 16-bit form', '125 字节，却用 16 位形式'),
  )
  await expectError(
    header({ opcode: BINARY, form: 'u64' }, 65_535, random.bytes(4)),
    say('65535 bytes, told in the 64-bit form', '65535 字节，却用 64 位形式'),
  )
})

check('between', async () => {
  const ping = random.bytes(random.int(1, 20))
  const [left, right] = [random.text(6), random.text(4)]
  const stream = join(
    frame({ opcode: TEXT, payload: utf8(left), fin: false }),
    frame({ opcode: PING, payload: ping }),
    frame({ opcode: CONTINUATION, payload: utf8(right) }),
  )
  await expectEvents(
    [stream],
    [
      { type: 'ping', data: ping },
      { type: 'text', data: left + right },
    ],
    say('a ping between two fragments of a text', '文本的两个分片之间有一个 ping'),
  )
})

check('cut-character', async () => {
  const text = `${random.text(3)}你${random.text(2)}`
  const all = utf8(text)
  for (let at = 3; at <= 6; at++)
    await expectEvents(
      [
        frame({ opcode: TEXT, payload: all.subarray(0, at), fin: false }),
        frame({ opcode: CONTINUATION, payload: all.subarray(at) }),
      ],
      [{ type: 'text', data: text }],
      say(`a text with 你 in two fragments, cut after byte ${at}`, `含“你”的文本分成两片，在第 ${at} 个字节后切开`),
    )
})

check('utf8', async () => {
  const bad: WsEvent = { type: 'error', code: 1007 }
  await expectError(
    frame({ opcode: TEXT, payload: bytes('61 ff 62') }),
    say('a text with the byte ff', '含字节 ff 的文本'),
    bad,
  )
  await expectError(
    frame({ opcode: TEXT, payload: bytes('e4 bd') }),
    say('a text that ends inside a character', '在字符中间结束的文本'),
    bad,
  )
  const data = bytes('61 ff 62')
  await expectEvents(
    [frame({ opcode: BINARY, payload: data })],
    [{ type: 'binary', data }],
    say('the same bytes as binary', '同样的字节，作为二进制'),
  )
})

check('too-big', async () => {
  const maxMessage = random.int(200, 2_000)
  const big: WsEvent = { type: 'error', code: 1009 }
  const data = random.bytes(maxMessage)
  await expectEvents(
    [frame({ opcode: BINARY, payload: data })],
    [{ type: 'binary', data }],
    say(`${maxMessage} bytes, maxMessage ${maxMessage}`, `${maxMessage} 字节，maxMessage 为 ${maxMessage}`),
    { maxMessage },
  )
  const heads: [number, number][] = [
    [maxMessage + 1, maxMessage],
    [1_048_577, 1_048_576],
    [2 ** 32 + 5, 1_048_576],
  ]
  for (const [length, max] of heads)
    await expectEvents(
      [header({ opcode: BINARY }, length, random.bytes(4))],
      [big],
      say(
        `the header of a frame of ${length} bytes, no payload yet; maxMessage ${max}`,
        `${length} 字节的帧的报头，尚无载荷；maxMessage 为 ${max}`,
      ),
      max === maxMessage ? { maxMessage } : {},
    )
  const half = random.bytes(maxMessage - 50)
  await expectEvents(
    [
      frame({ opcode: BINARY, payload: half, fin: false }),
      frame({ opcode: PING, payload: half.subarray(0, 60) }),
      header({ opcode: CONTINUATION }, 51, random.bytes(4)),
    ],
    [{ type: 'ping', data: half.subarray(0, 60) }, big],
    say(
      `fragments of ${half.length} and 51 bytes, a ping of 60 between; maxMessage ${maxMessage}`,
      `${half.length} 与 51 字节的分片，之间有 60 字节的 ping；maxMessage 为 ${maxMessage}`,
    ),
    { maxMessage },
  )
})

check('rules', async () => {
  const payload = random.bytes(4)
  for (const rsv of [1, 2, 4])
    await expectError(frame({ opcode: BINARY, payload, rsv }), say(`RSV bits ${rsv}`, `RSV 位 ${rsv}`))
  for (const opcode of [3, 7, 11, 15]) await expectError(frame({ opcode, payload }), `opcode ${opcode}`)
  await expectError(frame({ opcode: PING, payload: random.bytes(126) }), say('a ping of 126 bytes', '126 字节的 ping'))
  await expectError(frame({ opcode: PING, payload, fin: false }), say('a ping without FIN', '没有 FIN 的 ping'))
  await expectError(frame({ opcode: CONTINUATION, payload }), say('a continuation of nothing', '没有开头的延续帧'))
  await expectError(
    join(frame({ opcode: BINARY, payload, fin: false }), frame({ opcode: BINARY, payload })),
    say('a new message inside a fragmented one', '分片的消息还没完，又开始新消息'),
  )
})

check('mask', async () => {
  const payload = random.bytes(6)
  const [masked, plain] = [frame({ opcode: BINARY, payload }), frame({ opcode: BINARY, payload, masked: false })]
  await expectError(plain, say('role server, an unmasked frame', 'role 为 server，无掩码的帧'))
  await expectError(masked, say('role client, a masked frame', 'role 为 client，有掩码的帧'), PROTOCOL, 'client')
  const ping = frame({ opcode: PING, payload, masked: false })
  await expectError(ping, say('role server, an unmasked ping', 'role 为 server，无掩码的 ping'))
})

check('close', async () => {
  const reason = `再见${random.text(5)}`
  const code = Uint8Array.from([0x03, 0xe8])
  const told = say('a close, then a ping', 'close 之后又有 ping')
  await expectEvents(
    [join(frame({ opcode: CLOSE, payload: join(code, utf8(reason)) }), later())],
    [{ type: 'close', code: 1000, reason }],
    told,
  )
  await expectEvents([frame({ opcode: CLOSE }), later()], [{ type: 'close', code: null, reason: '' }], told)
  await expectError(
    frame({ opcode: CLOSE, payload: code.subarray(0, 1) }),
    say('a close with one byte', '只有一个字节的 close'),
  )
  await expectError(
    frame({ opcode: CLOSE, payload: join(code, bytes('ff')) }),
    say('a close whose reason is no UTF-8', 'reason 不是 UTF-8 的 close'),
    { type: 'error', code: 1007 },
  )
})

check('after-error', async () => {
  const text = random.text(8)
  const good = frame({ opcode: TEXT, payload: utf8(text) })
  const stream = join(good, frame({ opcode: 5 }), good)
  const counts = await expectEvents(
    [stream, good, good],
    [{ type: 'text', data: text }, PROTOCOL],
    say('a text, opcode 5, a text; then two more', '一个文本，opcode 5，一个文本；之后再来两个'),
  )
  expect(counts, say('events of each push', '每次 push 的事件数')).toEqual([2, 0, 0])
})
