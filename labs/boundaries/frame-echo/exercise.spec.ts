import { expect } from 'vitest'
import { check, connect, memory, pause, random, say, startServer } from 'wirebook/spec'
import type { Env } from './starter/frame-echo.ts'

const DEADLINE_MS = 400
/** Memory that has not grown for so many looks, so far apart, grows no more. ms */
const STILL_LOOKS = 7
const LOOK_EVERY_MS = 100
const start = (env: Pick<Env, 'ORDER' | 'DEADLINE_MS'> = {}) =>
  startServer<typeof import('./starter/frame-echo.ts')>({ DEADLINE_MS: 10_000, ...env })

type Order = 'be' | 'le'
const utf8 = (text: string) => new TextEncoder().encode(text)
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
function header(length: number, order: Order = 'be'): Uint8Array {
  const head = Buffer.alloc(4)
  if (order === 'be') head.writeUInt32BE(length >>> 0)
  else head.writeInt32LE(length)
  return new Uint8Array(head)
}
const frame = (payload: Uint8Array, order: Order = 'be') => join(header(payload.length, order), payload)
const refusal = (reason: string, order: Order = 'be') => frame(utf8(`ERR ${reason}`), order)

async function echoes(order: Order) {
  const server = await start({ ORDER: order })
  const peer = await connect(server.port)
  for (const payload of [utf8('hi'), utf8('你好'), new Uint8Array(0), random.bytes(random.int(100, 5_000))]) {
    const sent = frame(payload, order)
    peer.write(sent)
    expect(
      await peer.read(sent.length),
      say(`sent a frame of ${payload.length} bytes, ${order}`, `发送了 ${payload.length} 字节的帧，${order}`),
    ).toEqualBytes(sent)
  }
  await server.close()
}

check('echo', () => echoes('be'))

check('little-endian', () => echoes('le'))

check('pipelined', async () => {
  const server = await start()
  const peer = await connect(server.port)
  const sent = join(...Array.from({ length: 20 }, () => frame(random.bytes(random.int(0, 200)))))
  peer.write(sent)
  expect(await peer.read(sent.length), say('20 frames in one write', '一次写入 20 个帧')).toEqualBytes(sent)
})

check('dribble', async () => {
  const server = await start()
  const peer = await connect(server.port)
  const sent = join(frame(utf8('slow')), frame(random.bytes(9)))
  await peer.dribble(sent, { gapMs: 3 })
  peer.end()
  expect(
    await peer.readToEnd({ within: 2_000 }),
    say('two frames, one byte at a time, then a FIN', '两个帧，一次一个字节，然后 FIN'),
  ).toEqualBytes(sent)
})

check('huge', async () => {
  const server = await start()
  const before = await memory()
  const peer = await connect(server.port)
  peer.write(header(0x7fff_ffff))
  const wanted = refusal('too large')
  expect(
    await peer.read(wanted.length, { within: 500 }),
    say('sent the header 7f ff ff ff', '发送了报头 7f ff ff ff'),
  ).toEqualBytes(wanted)
  expect(
    await peer.closed({ within: 500 }),
    say('the connection must close with a FIN within 500 ms', '连接必须在 500 ms 内以 FIN 关闭'),
  ).toBe('fin')
  const grown = Math.round(((await memory()) - before) / 2 ** 20)
  expect(grown, say(`memory grew by ${grown} MiB`, `内存增长了 ${grown} MiB`)).toBeLessThan(20)
  const negative = await start({ ORDER: 'le' })
  const other = await connect(negative.port)
  other.write(header(-1, 'le'))
  const reason = refusal('negative', 'le')
  expect(
    await other.read(reason.length, { within: 500 }),
    say('ORDER le, sent the length -1', 'ORDER 为 le，发送了长度 -1'),
  ).toEqualBytes(reason)
})

check('others', async () => {
  const server = await start()
  const good = await connect(server.port)
  const sent = frame(random.bytes(40))
  good.write(sent.subarray(0, 10))
  const bad = await connect(server.port)
  bad.write(join(header(0xffff_ffff), random.bytes(200)))
  expect(
    await bad.read(refusal('too large').length),
    say('another client sent a length of 4294967295', '另一个客户端发送了长度 4294967295'),
  ).toEqualBytes(refusal('too large'))
  good.write(sent.subarray(10))
  expect(
    await good.read(sent.length),
    say('a frame that was half sent when another client misbehaved', '另一个客户端捣乱的时候，这一帧只发了一半'),
  ).toEqualBytes(sent)
})

check('half-close', async () => {
  const server = await start()
  const peer = await connect(server.port)
  const sent = join(...Array.from({ length: 10 }, () => frame(random.bytes(random.int(1, 2_000)))))
  peer.write(sent)
  peer.end()
  expect(
    await peer.readToEnd({ within: 2_000 }),
    say('sent 10 frames and a FIN, all replies must still come', '发送了 10 个帧和一个 FIN，所有回复仍须到达'),
  ).toEqualBytes(sent)
  expect(await peer.closed({ within: 1_000 })).toBe('fin')
})

check('timeout', async () => {
  const server = await start({ DEADLINE_MS })
  const stalled = await connect(server.port)
  stalled.write(frame(utf8('hello')).subarray(0, 6))
  const idle = await connect(server.port)
  const wanted = refusal('timeout')
  expect(
    await stalled.read(wanted.length, { within: DEADLINE_MS * 2, due: true }),
    say(
      `6 of 9 bytes, then silence; DEADLINE_MS is ${DEADLINE_MS}`,
      `一帧共 9 个字节，只发来 6 个就没有下文；DEADLINE_MS 为 ${DEADLINE_MS}`,
    ),
  ).toEqualBytes(wanted)
  const dribbling = await connect(server.port)
  // One byte every 100 ms would take 3 s: each byte comes in time, the frame does not.
  void dribbling.dribble(frame(random.bytes(26)), { gapMs: 100 }).catch(() => {})
  expect(
    await dribbling.read(wanted.length, { within: DEADLINE_MS * 3, due: true }),
    say(
      'a frame sent one byte every 100 ms must still meet its deadline',
      '每 100 ms 只发一个字节的帧，同样不能超过期限',
    ),
  ).toEqualBytes(wanted)
  const sent = frame(utf8('still here'))
  idle.write(sent)
  expect(
    await idle.read(sent.length),
    say(
      'a client that sent nothing has started no frame and is not timed out',
      '什么也没发的客户端，没有开始任何一帧，不应超时',
    ),
  ).toEqualBytes(sent)
})

check('hundred', async () => {
  const server = await start()
  const peers = []
  for (let group = 0; group < 20; group++)
    peers.push(...(await Promise.all(Array.from({ length: 5 }, () => connect(server.port, { within: 4_000 })))))
  const sent = peers.map(() => frame(random.bytes(random.int(1, 300))))
  for (const [i, peer] of peers.entries()) peer.write(sent[i]!.subarray(0, 3))
  for (const [i, peer] of peers.entries()) peer.write(sent[i]!.subarray(3))
  for (const [i, peer] of peers.entries())
    expect(
      await peer.read(sent[i]!.length, { within: 3_000 }),
      say(`client ${i + 1} of 100`, `100 个客户端中的第 ${i + 1} 个`),
    ).toEqualBytes(sent[i]!)
})

/** MiB that the program grew by since `before`, once it has not grown for a while or by more than `most`. */
async function growth(before: number, most: number): Promise<number> {
  let grown = 0
  for (let still = 0; still < STILL_LOOKS && grown < most; still++) {
    await pause(LOOK_EVERY_MS)
    const now = Math.round(((await memory()) - before) / 2 ** 20)
    if (now <= grown) continue
    grown = now
    still = 0
  }
  return grown
}

check('backpressure', async () => {
  const server = await start()
  const before = await memory()
  const peer = await connect(server.port)
  peer.pause()
  const megabyte = frame(random.bytes(1 << 20))
  for (let i = 0; i < 60; i++) peer.write(megabyte)
  const grown = await growth(before, 40)
  expect(
    grown,
    say(
      `a client sent 60 MiB and read nothing; the server's memory grew by ${grown} MiB`,
      `一个客户端发送了 60 MiB 却什么也不读；服务器内存增长了 ${grown} MiB`,
    ),
  ).toBeLessThan(40)
  peer.resume()
  expect(
    await peer.read(megabyte.length, { within: 3_000 }),
    say('once it reads, the replies come', '一旦它开始读，回复就会到达'),
  ).toEqualBytes(megabyte)
})
