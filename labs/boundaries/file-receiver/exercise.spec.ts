import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import {
  check,
  connect,
  type Folder,
  folder,
  hex,
  memory,
  type Peer,
  pause,
  random,
  say,
  startServer,
} from 'wirebook/spec'
import type { Env } from './starter/file-receiver.ts'

type Order = 'le' | 'be'
type Answer = { ok: boolean; received?: number; error?: string }

/** For an answer on a machine that is busy. */
const ANSWER_MS = 1_500
const MAX_HEADER = 65_536
const BIG = 24 << 20
const BIG_MS = 3_000
/** What a stream through Node may leave behind, MiB; the whole file would be more. */
const GROWTH_MIB = 32
const BAD_NAMES = [
  '../x',
  '....//x',
  '/tmp/x',
  'a/x',
  'a/../x',
  '..\\x',
  '',
  '.',
  '..',
  '.x',
  'x\0y',
  'x\ny',
  'x\u007f',
]
const LONGEST = 255
const CHINESE = '笔记.txt'
const DEEP = '['.repeat(20)

const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const name = () => `${random.text(6).replace(/[^a-zA-Z0-9]/g, 'x')}.bin`

function int(value: number, order: Order): Uint8Array {
  const four = Buffer.alloc(4)
  if (order === 'be') four.writeUInt32BE(value >>> 0)
  else four.writeInt32LE(value)
  return new Uint8Array(four)
}
/** A length and a header, just these bytes. */
const raw = (header: Uint8Array, order: Order = 'le') => join(int(header.length, order), header)
const head = (header: object, order: Order = 'le') => raw(utf8(JSON.stringify(header)), order)
const upload = (filename: string, content: Uint8Array, more: object = {}) =>
  join(head({ filename, filesize: content.length, ...more }), content)

async function begin(env: Partial<Omit<Env, 'HOST' | 'PORT'>> = {}) {
  const place = folder()
  const server = await startServer<typeof import('./starter/file-receiver.ts')>({ DIR: place.path, ...env })
  return { place, server, peer: await connect(server.port) }
}

const taken = new WeakMap<Peer, number>()

/** The next answer, or what came instead of one: nothing within a while, or bytes that are none. */
async function answer(peer: Peer, order: Order = 'le', within = ANSWER_MS): Promise<Answer | string> {
  const from = taken.get(peer) ?? 0
  const until = Date.now() + within
  for (;;) {
    const bytes = Buffer.from(peer.received.subarray(from))
    const length = bytes.length < 4 ? -1 : order === 'be' ? bytes.readUInt32BE() : bytes.readInt32LE()
    if (length >= 0 && bytes.length >= 4 + length) {
      taken.set(peer, from + 4 + length)
      try {
        return JSON.parse(bytes.subarray(4, 4 + length).toString()) as Answer
      } catch {
        return hex(bytes.subarray(0, 60))
      }
    }
    if (Date.now() > until) return bytes.length === 0 ? say('no answer', '没有回答') : hex(bytes.subarray(0, 60))
    await pause(3)
  }
}

async function expectAnswer(peer: Peer, wanted: Answer, told: string, order: Order = 'le') {
  expect(await answer(peer, order), told).toEqual(wanted)
}

/** The folder holds these files and nothing else, as soon as the server has cleaned up. */
async function expectFiles(place: Folder, files: Record<string, Uint8Array>, told: string) {
  const names = Object.keys(files).sort()
  const until = Date.now() + ANSWER_MS
  while (place.list().join('\n') !== names.join('\n') && Date.now() < until) await pause(5)
  expect(place.list(), `${told}: ${say('files in DIR', 'DIR 中的文件')}`).toEqual(names)
  for (const [one, content] of Object.entries(files))
    expect(place.read(one), `${told}: ${say(`content of ${one}`, `${one} 的内容`)}`).toEqualBytes(content)
}

check('small', async () => {
  const { place, server, peer } = await begin()
  const [file, content] = [name(), random.bytes(random.int(20, 200))]
  peer.write(upload(file, content))
  const told = say(`sent ${file}, ${content.length} bytes`, `发送了 ${file}，${content.length} 字节`)
  await expectAnswer(peer, { ok: true, received: content.length }, told)
  await expectFiles(place, { [file]: content }, told)
  peer.end()
  expect(await peer.closed(), say('the sender has finished: a FIN must answer', '发送方已结束：应以 FIN 回应')).toBe(
    'fin',
  )
  await server.close()
})

check('two', async () => {
  const { place, peer } = await begin()
  const files = { [`a${name()}`]: random.bytes(50), [`b${name()}`]: random.bytes(70) }
  peer.write(join(...Object.entries(files).map(([file, content]) => upload(file, content))))
  peer.end()
  const told = say('two files in one write, then a FIN', '一次写入两个文件，然后是 FIN')
  for (const content of Object.values(files)) await expectAnswer(peer, { ok: true, received: content.length }, told)
  await expectFiles(place, files, told)
})

check('any-bytes', async () => {
  const { place, peer } = await begin()
  const binary = join(Uint8Array.of(0, 0xff, 0, 0xe4, 0xbd, 0x0d, 0x0a, 0x1a), random.bytes(500))
  const [a, b] = [`a${name()}`, `b${name()}`]
  peer.write(join(upload(a, binary), upload(b, new Uint8Array(0))))
  const told = say('a file of any bytes, then an empty one', '一个任意字节的文件，然后是一个空文件')
  await expectAnswer(peer, { ok: true, received: binary.length }, told)
  await expectAnswer(peer, { ok: true, received: 0 }, told)
  await expectFiles(place, { [a]: binary, [b]: new Uint8Array(0) }, told)
})

check('dribble', async () => {
  const { place, server, peer } = await begin()
  const content = random.bytes(12)
  await peer.dribble(upload(CHINESE, content), { gapMs: 2 })
  const told = say(`${CHINESE}, one byte at a time`, `逐字节发送 ${CHINESE}`)
  await expectAnswer(peer, { ok: true, received: content.length }, told)
  const [file, other] = [name(), random.bytes(300)]
  const second = await connect(server.port)
  const stream = upload(file, other)
  await second.send(random.cuts(stream, 9), { gapMs: 4 })
  const cut = say('a file in nine pieces, cut anywhere', '一个文件分九段到达，随处切开')
  await expectAnswer(second, { ok: true, received: other.length }, cut)
  await expectFiles(place, { [CHINESE]: content, [file]: other }, cut)
})

check('names', async () => {
  const { place, server } = await begin()
  for (const bad of [...BAD_NAMES, 'x'.repeat(LONGEST + 1), '笔'.repeat(LONGEST / 3 + 1)]) {
    const peer = await connect(server.port)
    peer.write(upload(bad, random.bytes(3)))
    const shown = JSON.stringify(bad.length > 40 ? `${bad.slice(0, 20)}…` : bad)
    await expectAnswer(peer, { ok: false, error: 'bad-name' }, say(`the name ${shown}`, `文件名 ${shown}`))
    peer.end()
  }
  await expectFiles(place, {}, say('after bad names only', '来的全是坏文件名，之后'))
  const good = { [`x..${name()}`]: random.bytes(4), ['笔'.repeat(LONGEST / 3)]: random.bytes(5) }
  const peer = await connect(server.port)
  for (const [file, content] of Object.entries(good)) {
    peer.write(upload(file, content))
    const shown = JSON.stringify(file.length > 40 ? `${file.slice(0, 20)}…` : file)
    const told = say(`the name ${shown} is a good one`, `文件名 ${shown} 是好的`)
    await expectAnswer(peer, { ok: true, received: content.length }, told)
  }
  await expectFiles(place, good, say('after two good names', '两个好文件名之后'))
})

check('bad-header', async () => {
  const { place, server } = await begin()
  const filename = name()
  const sizes = [-1, 1.5, '5', null, true].map((filesize) => head({ filename, filesize }))
  const texts = ['', 'null', '[]', '"x"', '{', DEEP].map((text) => raw(utf8(text)))
  const noUtf8 = raw(join(utf8('{"filename":"'), Uint8Array.of(0xff), utf8('","filesize":1}')))
  const others = [
    head({ filesize: 1 }),
    head({ filename: 5, filesize: 1 }),
    head({ filename, filesize: 1, sha256: 'x' }),
  ]
  for (const stream of [...sizes, ...texts, noUtf8, ...others]) {
    const peer = await connect(server.port)
    peer.write(stream)
    const shown = JSON.stringify(Buffer.from(stream.subarray(4)).toString())
    await expectAnswer(peer, { ok: false, error: 'bad-header' }, say(`the header ${shown}`, `报头 ${shown}`))
    peer.end()
  }
  for (const [length, error] of [
    [MAX_HEADER + 1, 'header-too-large'],
    [-1, 'header-negative'],
  ] as const) {
    const peer = await connect(server.port)
    peer.write(int(length, 'le'))
    const told = say(`a header length of ${length}, and nothing more`, `报头长度为 ${length}，之后什么也没有`)
    await expectAnswer(peer, { ok: false, error }, told)
    expect(await peer.closed({ within: 1_000 }), `${told}: ${say('the connection must close', '连接必须关闭')}`).toBe(
      'fin',
    )
  }
  await expectFiles(place, {}, say('after bad headers only', '来的全是坏报头，之后'))
})

check('truncated', async () => {
  const { place, server, peer } = await begin()
  const [file, content] = [name(), random.bytes(5_000)]
  peer.write(upload(file, content).subarray(0, 3_000))
  await pause(60)
  peer.end()
  const gone = await connect(server.port)
  gone.write(upload(file, content).subarray(0, 3_000))
  await pause(60)
  gone.reset()
  const told = say(
    'one sender ended after 3,000 of 5,000 bytes, another reset the connection there',
    '5000 个字节，一个发送方发了 3000 个就结束，另一个发到同一处复位了连接',
  )
  await expectFiles(place, {}, told)
  const third = await connect(server.port)
  third.write(upload(file, content))
  const alive = say(`${told}; then a third sent the whole file`, `${told}；然后第三个发送了整个文件`)
  await expectAnswer(third, { ok: true, received: content.length }, alive)
  await expectFiles(place, { [file]: content }, alive)
})

check('hash', async () => {
  const { place, peer } = await begin()
  const content = random.bytes(100)
  const [bad, good] = [`a${name()}`, `b${name()}`]
  peer.write(upload(bad, content, { sha256: sha256(random.bytes(9)) }))
  const told = say('the content has another SHA-256 than the header says', '内容的 SHA-256 与报头所说不同')
  await expectAnswer(peer, { ok: false, error: 'bad-hash' }, told)
  await expectFiles(place, {}, told)
  peer.write(upload(good, content, { sha256: sha256(content).toUpperCase(), comment: 'x' }))
  const next = say(
    'then on the same connection a file with its own hash, in capitals, and an unknown key',
    '随后在同一个连接上再发一个文件：散列正确，用大写，还带一个未知的键',
  )
  await expectAnswer(peer, { ok: true, received: content.length }, next)
  await expectFiles(place, { [good]: content }, next)
})

check('same-name', async () => {
  const { place, server, peer: slow } = await begin()
  const quick = await connect(server.port)
  const file = name()
  const [first, second] = [random.bytes(4_000), random.bytes(4_000)]
  const stream = upload(file, first)
  slow.write(stream.subarray(0, 2_000))
  await pause(50)
  quick.write(upload(file, second))
  const told = say('two senders with the same name at the same time', '两个发送方同时用同一个文件名')
  await expectAnswer(quick, { ok: true, received: second.length }, told)
  await expectFiles(
    {
      ...place,
      list: () => place.list().filter((one) => one === file),
      read: (one: string) => place.read(one),
    } as Folder,
    { [file]: second },
    `${told}; ${say('one has finished', '一个已完成')}`,
  )
  slow.write(stream.subarray(2_000))
  await expectAnswer(slow, { ok: true, received: first.length }, told)
  await expectFiles(place, { [file]: first }, `${told}; ${say('the other has finished last', '另一个最后完成')}`)
})

check('options', async () => {
  const max = random.int(60, 90)
  const { place, peer } = await begin({ ORDER: 'be', MAX: max })
  const [file, content] = [name(), random.bytes(max)]
  peer.write(join(head({ filename: file, filesize: max }, 'be'), content))
  const told = say(`ORDER "be", MAX ${max}`, `ORDER 为 "be"，MAX 为 ${max}`)
  await expectAnswer(
    peer,
    { ok: true, received: max },
    `${told}: ${say('a file of MAX bytes', 'MAX 字节的文件')}`,
    'be',
  )
  peer.write(head({ filename: name(), filesize: max + 1 }, 'be'))
  const over = `${told}: ${say('the header of a file of one byte more', '多一个字节的文件的报头')}`
  await expectAnswer(peer, { ok: false, error: 'too-large' }, over, 'be')
  expect(await peer.closed({ within: 1_000 }), `${over}: ${say('the connection must close', '连接必须关闭')}`).toBe(
    'fin',
  )
  await expectFiles(place, { [file]: content }, over)
})

check('large', async () => {
  const { place, peer } = await begin()
  const file = name()
  const piece = new Uint8Array(Buffer.alloc(1 << 20, random.bytes(997)))
  const before = await memory()
  peer.write(head({ filename: file, filesize: BIG }))
  let most = before
  for (let at = 0; at < BIG; at += piece.length) {
    peer.write(piece)
    await pause(3)
    if (at % (8 << 20) === 0) most = Math.max(most, await memory())
  }
  const told = say(`a file of ${BIG >> 20} MiB`, `一个 ${BIG >> 20} MiB 的文件`)
  const got = await answer(peer, 'le', BIG_MS)
  most = Math.max(most, await memory())
  expect(got, told).toEqual({ ok: true, received: BIG })
  const grown = Math.round((most - before) / 2 ** 20)
  expect(
    grown,
    `${told}: ${say(`the server's memory grew by ${grown} MiB`, `服务器内存增长了 ${grown} MiB`)}`,
  ).toBeLessThan(GROWTH_MIB)
  expect(place.read(file).length, told).toBe(BIG)
})

check('impolite', async () => {
  const { place, server, peer } = await begin()
  const [a, b] = [`a${name()}`, `b${name()}`]
  const content = random.bytes(40)
  peer.write(upload(a, content))
  peer.end()
  const told = say('a sender that closes without reading its answer', '一个不读回答就关闭的发送方')
  await expectFiles(place, { [a]: content }, told)
  peer.reset()
  const second = await connect(server.port)
  second.write(upload(b, content))
  const next = `${told}; ${say('then another sender', '然后是另一个发送方')}`
  await expectAnswer(second, { ok: true, received: content.length }, next)
  await expectFiles(place, { [a]: content, [b]: content }, next)
})
