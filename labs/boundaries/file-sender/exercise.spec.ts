import { expect } from 'vitest'
import { check, ended, folder, HOST, learner, listen, memory, type Peer, pause, random, say } from 'wirebook/spec'

const { sendFile } = learner<typeof import('./starter/file-sender.ts')>()

const MIB = 1 << 20
/** For what comes over the connection on a machine that is busy. */
const CAME_MS = 1_500
const BIG = 48 * MIB
/** What Node leaves behind of a file that is streamed; the whole file would be more. */
const GROWTH_MIB = 30
const CHINESE = '笔记 1.txt'

const name = () => `${random.text(6).replace(/[^a-zA-Z0-9]/g, 'x')}.bin`
/** Many bytes that repeat after a while: drawing each would take long. */
const many = (n: number) => new Uint8Array(Buffer.alloc(n, random.bytes(997)))
function frame(value: object): Uint8Array {
  const payload = Buffer.from(JSON.stringify(value))
  const head = Buffer.alloc(4)
  head.writeInt32LE(payload.length)
  return new Uint8Array(Buffer.concat([head, payload]))
}

/** What a call came to within a time, in words. */
function outcome(sent: PromiseLike<void>, within: number): Promise<string> {
  const settled = Promise.resolve(sent).then(
    () => 'resolved',
    () => 'rejected',
  )
  return Promise.race([settled, pause(within).then(() => 'pending')])
}

/** Waits until so many bytes have come, no longer than a while; gives what there is. */
async function came(peer: Peer, n: number, within = CAME_MS): Promise<Buffer> {
  const until = Date.now() + within
  while (peer.received.length < n && Date.now() < until) await pause(3)
  return Buffer.from(peer.received)
}

type Sent = { header: Record<string, unknown>; at: number }

/** The length and header that came first. `at`: where the content begins. */
async function header(peer: Peer): Promise<Sent> {
  const first = await came(peer, 4)
  expect(first.length >= 4, say('4 bytes of length must come', '应当收到 4 个字节的长度')).toBe(true)
  const length = first.readInt32LE()
  const text = (await came(peer, 4 + length)).subarray(4, 4 + length).toString()
  let value: unknown = null
  try {
    value = JSON.parse(text)
  } catch {
    // Told below.
  }
  expect(
    typeof value,
    say(
      `the length is ${length}; the header it cuts out, ${text}, must be JSON`,
      `长度为 ${length}；切出的报头 ${text} 应当是 JSON`,
    ),
  ).toBe('object')
  expect(value === null, say(`the header is ${text}`, `报头是 ${text}`)).toBe(false)
  return { header: value as Record<string, unknown>, at: 4 + length }
}

/** Takes one file as a good server does, and compares it. */
async function expectFile(peer: Peer, filename: string, content: Uint8Array) {
  const { header: got, at } = await header(peer)
  expect({ filename: got.filename, filesize: got.filesize }, say('the header', '报头')).toEqual({
    filename,
    filesize: content.length,
  })
  const bytes = await came(peer, at + content.length)
  expect(bytes.subarray(at), say(`${content.length} bytes of content`, `${content.length} 字节内容`)).toEqualBytes(
    content,
  )
}

check('small', async () => {
  const place = folder()
  const [file, content] = [name(), random.bytes(random.int(200, 3_000))]
  place.write(file, content)
  const listener = await listen()
  const sent = sendFile(HOST, listener.port, `${place.path}/${file}`)
  const peer = await listener.accept()
  await expectFile(peer, file, content)
  expect(await outcome(sent, 60), say('no answer has come yet: the promise', '还没有回答：这个 Promise')).toBe(
    'pending',
  )
  peer.write(frame({ ok: true, received: content.length }))
  expect(await outcome(sent, CAME_MS), say('the answer is ok: the promise', '回答是 ok：这个 Promise')).toBe('resolved')
  peer.end()
  await ended()
})

check('chinese-name', async () => {
  const place = folder()
  const content = random.bytes(30)
  place.write(CHINESE, content)
  const listener = await listen()
  const sent = sendFile(HOST, listener.port, `${place.path}/${CHINESE}`)
  const peer = await listener.accept()
  await expectFile(peer, CHINESE, content)
  await peer.send(random.cuts(frame({ ok: true, received: content.length })), { gapMs: 10 })
  const told = say('the answer came in pieces: the promise', '回答分几段到达：这个 Promise')
  expect(await outcome(sent, CAME_MS), told).toBe('resolved')
})

check('refused', async () => {
  const place = folder()
  const file = name()
  place.write(file, random.bytes(50))
  const listener = await listen()
  for (const [answer, told] of [
    [frame({ ok: false, error: 'io' }), say('the server refused the file', '服务器拒绝了文件')],
    [frame({ ok: true }).subarray(0, 7), say('the answer was cut off', '回答中途断了')],
    [new Uint8Array(0), say('the server closed without an answer', '服务器没有回答就关闭了')],
  ] as const) {
    const sent = sendFile(HOST, listener.port, `${place.path}/${file}`)
    const peer = await listener.accept()
    const { at } = await header(peer)
    await came(peer, at + 50)
    if (answer.length > 0) peer.write(answer)
    peer.end()
    expect(await outcome(sent, CAME_MS), `${told}: ${say('the promise', '这个 Promise')}`).toBe('rejected')
  }
})

check('missing', async () => {
  const place = folder()
  const listener = await listen()
  const sent = sendFile(HOST, listener.port, `${place.path}/${name()}`)
  const told = say('there is no such file: the promise', '没有这个文件：这个 Promise')
  expect(await outcome(sent, CAME_MS), told).toBe('rejected')
  await pause(60)
  expect(listener.waiting, say('there is no such file: connections made', '没有这个文件：建立的连接数')).toBe(0)
})

check('grows', async () => {
  const place = folder()
  const [file, content] = [name(), many(11 * MIB)]
  place.write(file, content)
  const listener = await listen()
  const sent = sendFile(HOST, listener.port, `${place.path}/${file}`)
  const peer = await listener.accept()
  const { header: got, at } = await header(peer)
  peer.pause()
  await pause(150)
  place.append(file, random.bytes(5_000))
  peer.resume()
  expect(got.filesize, say('the size in the header', '报头中的大小')).toBe(content.length)
  await came(peer, at + content.length, 3_000)
  await pause(80)
  expect(
    peer.received.length - at,
    say('the file grew while it was sent; bytes of content', '发送期间文件变长了；内容的字节数'),
  ).toBe(content.length)
  peer.write(frame({ ok: true, received: content.length }))
  expect(await outcome(sent, CAME_MS), say('the answer is ok: the promise', '回答是 ok：这个 Promise')).toBe('resolved')
})

check('slow-server', async () => {
  const place = folder()
  const file = name()
  place.write(file, many(BIG))
  const listener = await listen()
  const before = await memory()
  const sent = sendFile(HOST, listener.port, `${place.path}/${file}`)
  const peer = await listener.accept()
  const { header: got } = await header(peer)
  peer.pause()
  expect(got.filesize, say('the size in the header', '报头中的大小')).toBe(BIG)
  let most = 0
  for (let i = 0; i < 8; i++) {
    await pause(80)
    most = Math.max(most, await memory())
  }
  const grown = Math.round((most - before) / MIB)
  expect(
    grown,
    say(
      `a file of ${BIG / MIB} MiB, and a server that stops reading: memory grew by ${grown} MiB`,
      `一个 ${BIG / MIB} MiB 的文件，服务器停止读取：内存增长了 ${grown} MiB`,
    ),
  ).toBeLessThan(GROWTH_MIB)
  peer.reset()
  const told = say('then the server reset the connection: the promise', '随后服务器复位了连接：这个 Promise')
  expect(await outcome(sent, CAME_MS), told).toBe('rejected')
})

check('empty', async () => {
  const place = folder()
  const file = name()
  place.write(file, '')
  const listener = await listen()
  const sent = sendFile(HOST, listener.port, `${place.path}/${file}`)
  const peer = await listener.accept()
  await expectFile(peer, file, new Uint8Array(0))
  peer.write(frame({ ok: true, received: 0 }))
  expect(await outcome(sent, CAME_MS), say('an empty file: the promise', '空文件：这个 Promise')).toBe('resolved')
})
