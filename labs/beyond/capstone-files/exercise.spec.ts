import { createHash, createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { check, connect, type Folder, folder, memory, type Peer, pause, random, say, startServer } from 'wirebook/spec'
import type { Env } from './starter/capstone-files.ts'

type Answer = Record<string, unknown>
type Place = { place: Folder; port: number; secret: string; close(): Promise<unknown> }

const PROOF = 32
/** For an answer on a machine that is busy. */
const SOON = { within: 1_500 }
const MAX_FRAME = 65_536
const BIG = 24 << 20
/** What a stream through Node may leave behind, MiB; the whole file would be more. */
const GROWTH_MIB = 20
const CLIENTS = 20
const BAD_NAMES = ['', '.', '..', '../x', '/etc/hostname', 'a/../x', '..\\x', '.x', 'x\0y', 'x\ny', 'x'.repeat(256)]
const CHINESE = '笔记.txt'
const NO_REQUESTS = [
  '',
  'null',
  '[]',
  '{',
  '{}',
  '{"cmd":"nothing"}',
  '{"cmd":"get"}',
  '{"cmd":"get","name":["x"]}',
  '{"cmd":"get","name":"x","offset":-1}',
  '{"cmd":"get","name":"x","offset":"0"}',
  '{"cmd":"put","name":"x","size":1.5}',
  '{"cmd":"put","name":"x","size":1}',
  '['.repeat(10_000),
]

const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const proof = (secret: string, challenge: Uint8Array) =>
  new Uint8Array(createHmac('sha256', secret).update(challenge).digest())
let made = 0
const newName = () => `${random.text(6).replace(/[^a-zA-Z0-9]/g, 'x')}${++made}.bin`

function prefix(length: number): Uint8Array {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(length)
  return new Uint8Array(four)
}
const framed = (payload: Uint8Array) => join(prefix(payload.length), payload)
const ask = (request: Answer) => framed(utf8(JSON.stringify(request)))
const put = (name: string, content: Uint8Array, sha256 = digest(content)) =>
  join(ask({ cmd: 'put', name, size: content.length, sha256 }), content)

async function begin(more: Partial<Pick<Env, 'MAX'>> = {}): Promise<Place> {
  const secret = `${random.text(random.int(10, 30))}密`
  const place = folder()
  const server = await startServer<typeof import('./starter/capstone-files.ts')>({
    SECRET: secret,
    DIR: place.path,
    ...more,
  })
  return { place, port: server.port, secret, close: () => server.close() }
}

const words = async (peer: Peer, n: number) =>
  peer.read(n, SOON).then(
    (bytes) => Buffer.from(bytes).toString(),
    (error: Error) => error.message,
  )

/** A client that has proved to know the secret. */
async function client({ port, secret }: Place): Promise<Peer> {
  const peer = await connect(port, { within: 4_000 })
  peer.write(proof(secret, await peer.read(PROOF, SOON)))
  expect(
    await words(peer, 3),
    say('sent HMAC-SHA256(SECRET, challenge)', '发送了挑战的 HMAC-SHA256，密钥为 SECRET'),
  ).toBe('OK\n')
  return peer
}

/** The next answer, or what came instead of one. */
async function answer(peer: Peer, within = SOON.within): Promise<Answer | string> {
  try {
    const length = Buffer.from(await peer.read(4, { within })).readUInt32BE()
    return JSON.parse(Buffer.from(await peer.read(length, { within })).toString()) as Answer
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function answers(peer: Peer, wanted: Answer, told: string) {
  expect(await answer(peer), told).toEqual(wanted)
}

async function stored(peer: Peer, content: Uint8Array, told: string) {
  await answers(peer, { ok: true, size: content.length }, told)
}

/** The answer to a get: its head, and the content from the offset on. */
async function given(peer: Peer, content: Uint8Array, told: string, offset = 0) {
  await answers(peer, { ok: true, size: content.length, sha256: digest(content) }, told)
  const got = await peer.read(content.length - offset, SOON).catch(() => peer.unread)
  expect(got, told).toEqualBytes(content.subarray(offset))
}

async function refused(peer: Peer, error: string, told: string) {
  await answers(peer, { ok: false, error }, told)
}

async function ends(peer: Peer, told: string) {
  expect(await peer.closed(SOON).catch(() => say('still open', '仍然打开')), told).toBe('fin')
}

/** The folder holds just these names, as soon as the server has cleaned up. */
async function holds(place: Folder, names: string[], told: string) {
  const wanted = names.toSorted().join('\n')
  const until = Date.now() + SOON.within
  while (place.list().join('\n') !== wanted && Date.now() < until) await pause(5)
  expect(place.list(), `${told}: ${say('files in DIR', 'DIR 中的文件')}`).toEqual(names.toSorted())
}

check('put-get', async () => {
  const here = await begin()
  const peer = await client(here)
  const [name, content] = [newName(), random.bytes(random.int(50, 400))]
  peer.write(put(name, content))
  const told = say(`put ${name}, ${content.length} bytes`, `put ${name}，${content.length} 字节`)
  await stored(peer, content, told)
  await holds(here.place, [name], told)
  peer.write(ask({ cmd: 'get', name }))
  await given(peer, content, say('then get', '然后 get'))
  peer.end()
  await ends(peer, say('the client has finished: a FIN must answer', '客户端已经结束：应当以 FIN 回应'))
  await here.close()
})

check('list', async () => {
  const here = await begin()
  const files = ['b', 'A', '笔', '_'].map((first) => ({ name: first + newName(), size: random.int(1, 300) }))
  for (const { name, size } of random.shuffle(files)) here.place.write(name, random.bytes(size))
  const peer = await client(here)
  peer.write(ask({ cmd: 'list' }))
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  await answers(peer, { ok: true, files: sorted }, say('list, in code point order', 'list，按码点顺序'))
})

check('login', async () => {
  const here = await begin()
  const [name, content] = [newName(), random.bytes(30)]
  here.place.write(name, content)
  const peer = await connect(here.port)
  const wrong = proof(`${here.secret}x`, await peer.read(PROOF, SOON))
  peer.write(join(wrong, ask({ cmd: 'get', name }), put(newName(), content)))
  const told = say('a wrong response, with a get and a put behind it', '错误的应答，后面跟着 get 和 put')
  expect(await words(peer, 3), told).toBe('NO\n')
  await ends(peer, told)
  expect(peer.unread.length, say('bytes behind NO', 'NO 之后的字节')).toBe(0)
  await holds(here.place, [name], told)
  const good = await connect(here.port)
  good.write(join(proof(here.secret, await good.read(PROOF, SOON)), ask({ cmd: 'get', name })))
  const glued = say('the right response and a get in one write', '正确的应答和 get 一次写入')
  expect(await words(good, 3), glued).toBe('OK\n')
  await given(good, content, glued)
})

check('stream', async () => {
  const here = await begin()
  const peer = await client(here)
  const [a, b] = [random.bytes(200), new Uint8Array(0)]
  const [one, two] = [newName(), CHINESE]
  const requests = join(put(one, a), put(two, b), ask({ cmd: 'get', name: two }), ask({ cmd: 'get', name: one }))
  peer.write(requests)
  const told = say('four requests in one write; the second file is empty', '一次写入四个请求；第二个文件是空的')
  for (const content of [a, b]) await stored(peer, content, told)
  await given(peer, b, told)
  await given(peer, a, told)
  await peer.send(random.cuts(requests, 12), { gapMs: 4 })
  const cut = say('the same in twelve pieces, cut anywhere', '同样的内容，随处切成十二段到达')
  for (const content of [a, b]) await stored(peer, content, cut)
  await given(peer, b, cut)
  await given(peer, a, cut)
})

check('names', async () => {
  const here = await begin()
  const getter = await client(here)
  const shown = (name: string) => JSON.stringify(name.length > 40 ? `${name.slice(0, 20)}…` : name)
  for (const name of BAD_NAMES) {
    getter.write(ask({ cmd: 'get', name }))
    await refused(getter, 'bad-name', say(`get ${shown(name)}`, `get ${shown(name)}`))
  }
  getter.write(ask({ cmd: 'get', name: newName() }))
  await refused(getter, 'not-found', say('get of a file that is not there', 'get 不存在的文件'))
  for (const name of BAD_NAMES) {
    const peer = await client(here)
    peer.write(put(name, random.bytes(4)))
    await refused(peer, 'bad-name', say(`put ${shown(name)}`, `put ${shown(name)}`))
    peer.end()
  }
  await holds(here.place, [], say('after bad names only', '来的都是坏文件名，之后'))
})

check('links', async () => {
  const here = await begin()
  const outside = folder()
  const secret = random.bytes(50)
  outside.write('kept.txt', secret)
  const [link, content] = [newName(), random.bytes(40)]
  here.place.link(link, `${outside.path}/kept.txt`)
  const peer = await client(here)
  peer.write(join(ask({ cmd: 'get', name: link }), ask({ cmd: 'list' })))
  const told = say('a symbolic link in DIR that leads out of it', 'DIR 里有一个符号链接，指向外面')
  await refused(peer, 'not-found', told)
  await answers(peer, { ok: true, files: [] }, told)
  peer.write(join(put(link, content), ask({ cmd: 'get', name: link })))
  const after = say('then a put of the same name', '然后 put 同一个名字')
  await stored(peer, content, after)
  await given(peer, content, after)
  expect(outside.read('kept.txt'), say('the file that the link led to', '链接原来指向的文件')).toEqualBytes(secret)
})

check('resume', async () => {
  const here = await begin()
  const [name, content] = [newName(), random.bytes(random.int(1_000, 3_000))]
  here.place.write(name, content)
  const peer = await client(here)
  for (const offset of [random.int(1, content.length - 1), content.length, 0]) {
    peer.write(ask({ cmd: 'get', name, offset }))
    await given(
      peer,
      content,
      say(`get from ${offset} of ${content.length}`, `从 ${offset} 开始 get，共 ${content.length}`),
      offset,
    )
  }
  peer.write(ask({ cmd: 'get', name, offset: content.length + 1 }))
  await refused(peer, 'bad-offset', say('get from behind the end', '从末尾之后开始 get'))
  peer.write(ask({ cmd: 'get', name }))
  await given(peer, content, say('and then an ordinary one', '然后是普通的 get'))
})

check('cut', async () => {
  const here = await begin()
  const [name, content] = [newName(), random.bytes(5_000)]
  const part = put(name, content).subarray(0, 3_000)
  const [ended, broken, watcher] = [await client(here), await client(here), await client(here)]
  ended.write(part)
  broken.write(part)
  await pause(60)
  watcher.write(join(ask({ cmd: 'list' }), ask({ cmd: 'get', name })))
  const during = say('while two puts are half done', '两个 put 进行到一半时')
  await answers(watcher, { ok: true, files: [] }, during)
  await refused(watcher, 'not-found', during)
  ended.end()
  broken.reset()
  await holds(
    here.place,
    [],
    say('one put ended in the middle, another was reset there', '一个 put 在中途结束，另一个在同一处复位'),
  )
})

check('hash', async () => {
  const here = await begin({ MAX: 900 })
  const peer = await client(here)
  const [bad, good, content] = [newName(), newName(), random.bytes(900)]
  peer.write(join(put(bad, content, digest(random.bytes(9))), put(good, content)))
  await refused(peer, 'bad-hash', say('a put with a wrong sha256', 'sha256 不符的 put'))
  await stored(peer, content, say('then a good one on the same connection', '然后在同一连接上来一个正确的'))
  peer.write(ask({ cmd: 'put', name: newName(), size: 901, sha256: digest(content) }))
  const over = say('one byte more than MAX is announced', '声明的大小比 MAX 多一个字节')
  await refused(peer, 'too-large', over)
  await ends(peer, over)
  await holds(here.place, [good], over)
})

check('same-name', async () => {
  const here = await begin()
  const [slow, quick, reader] = [await client(here), await client(here), await client(here)]
  const name = newName()
  const [first, second] = [random.bytes(4_000), random.bytes(4_000)]
  const stream = put(name, first)
  slow.write(stream.subarray(0, 2_500))
  await pause(40)
  quick.write(put(name, second))
  const told = say('two puts of one name at the same time', '同时 put 同一个名字')
  await stored(quick, second, told)
  reader.write(ask({ cmd: 'get', name }))
  await given(reader, second, `${told}; ${say('one is complete', '一个已完成')}`)
  slow.write(stream.subarray(2_500))
  await stored(slow, first, told)
  reader.write(ask({ cmd: 'get', name }))
  await given(reader, first, `${told}; ${say('the other was completed last', '另一个最后完成')}`)
  await holds(here.place, [name], told)
})

check('hostile', async () => {
  const here = await begin()
  const noUtf8 = join(utf8('{"cmd":"list","x":"'), Uint8Array.of(0xff), utf8('"}'))
  for (const payload of [...NO_REQUESTS.map(utf8), noUtf8]) {
    const peer = await client(here)
    peer.write(framed(payload))
    const shown = Buffer.from(payload.subarray(0, 60)).toString()
    const told = say(`a frame with the payload ${shown}`, `载荷为 ${shown} 的帧`)
    await refused(peer, 'bad-request', told)
    await ends(peer, told)
    peer.end()
  }
  for (const length of [MAX_FRAME + 1, 0xffffffff]) {
    const peer = await client(here)
    peer.write(prefix(length))
    const told = say(`a length of ${length}, and nothing behind it`, `长度为 ${length}，之后什么也没有`)
    await refused(peer, 'too-large', told)
    await ends(peer, told)
  }
  const peer = await client(here)
  peer.write(ask({ cmd: 'list' }))
  await answers(peer, { ok: true, files: [] }, say('the next client', '下一个客户端'))
})

check('during', async () => {
  const here = await begin()
  const name = newName()
  const old = join(random.bytes(97), new Uint8Array(BIG / 3))
  here.place.write(name, old)
  const [getter, putter] = [await client(here), await client(here)]
  getter.pause()
  getter.write(ask({ cmd: 'get', name }))
  await pause(150)
  const content = random.bytes(500)
  putter.write(put(name, content))
  await stored(
    putter,
    content,
    say('a put, while somebody gets the same file slowly', '有人正在慢慢 get，这时 put 同一个文件'),
  )
  getter.resume()
  await given(getter, old, say('the slow get: all of it is the old content', '慢的那个 get：从头到尾都是旧内容'))
})

check('large', async () => {
  const here = await begin()
  const name = newName()
  const content = new Uint8Array(Buffer.alloc(BIG, random.bytes(997)))
  here.place.write(name, content)
  const slow = await client(here)
  const quick = await client(here)
  const before = await memory()
  slow.pause()
  slow.write(ask({ cmd: 'get', name }))
  let most = before
  for (let i = 0; i < 8; i += 1) {
    await pause(60)
    most = Math.max(most, await memory())
  }
  quick.write(ask({ cmd: 'list' }))
  const told = say(`a client gets ${BIG >> 20} MiB and reads nothing`, `一个客户端 get ${BIG >> 20} MiB 却不读取`)
  await answers(quick, { ok: true, files: [{ name, size: BIG }] }, told)
  const grown = Math.round((most - before) / 2 ** 20)
  expect(
    grown,
    `${told}: ${say(`the server's memory grew by ${grown} MiB`, `服务器内存增长了 ${grown} MiB`)}`,
  ).toBeLessThan(GROWTH_MIB)
  slow.reset()
  const offset = BIG - random.int(50_000, 90_000)
  quick.write(ask({ cmd: 'get', name, offset }))
  await given(
    quick,
    content,
    say('it is reset, and another gets the end of the file', '它被复位，另一个客户端 get 文件的末尾'),
    offset,
  )
})

check('crowd', async () => {
  const here = await begin()
  const own = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      await pause(i * 4)
      const peer = await client(here)
      const [name, content] = [newName(), random.bytes(2_000)]
      await peer.send(random.cuts(put(name, content), 5), { gapMs: 5 })
      await stored(peer, content, say(`client ${i + 1} of ${CLIENTS}`, `${CLIENTS} 个客户端中的第 ${i + 1} 个`))
      return { peer, name, content }
    }),
  )
  for (const [i, { peer }] of own.entries()) peer.write(ask({ cmd: 'get', name: own[(i + 1) % CLIENTS]!.name }))
  for (const [i, { peer }] of own.entries())
    await given(
      peer,
      own[(i + 1) % CLIENTS]!.content,
      say('each gets the next one’s file', '每个客户端 get 下一个客户端的文件'),
    )
})
