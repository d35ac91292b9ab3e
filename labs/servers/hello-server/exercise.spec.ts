import { expect } from 'vitest'
import { check, connect, HOST, type Peer, printed, random, say, startServer } from 'wirebook/spec'
import type { Env } from './starter/hello-server.ts'

/** The pause that most tests ask for, and where answers of several clients or messages are compared, ms. */
const PAUSE_MS = 200
const LONG_PAUSE_MS = 400
/** One that close() ends: less than a call may take, more than a busy machine takes to answer. */
const ENDED_PAUSE_MS = 1_800
/** Answers wait for a pause, which may be the original second, and for a busy machine, ms. */
const PATIENT = { within: 2_500 }
const PROMPT = { within: 800 }

const start = (env: Pick<Env, 'PAUSE_MS'> = { PAUSE_MS }) =>
  startServer<typeof import('./starter/hello-server.ts')>(env)
const utf8 = (text: string) => new TextEncoder().encode(text)
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
/** A name that no other test has: a capital, then small letters. */
const newName = () =>
  random
    .text(12)
    .replace(/[^a-z]/g, 'a')
    .replace(/^./, (first) => first.toUpperCase())
const answerTo = (message: Uint8Array) => join(utf8('Hello, '), message, utf8('!'))

async function welcomed(port: number, who = ''): Promise<Peer> {
  const peer = await connect(port)
  await peer.expect('Welcome!', {
    ...PROMPT,
    after: say(`${who}connected and sent nothing`, `${who}已连接，什么也没有发送`),
  })
  return peer
}

/** Sends a message, demands its answer, and says how long that took, ms. */
async function hello(peer: Peer, message: Uint8Array, told: string): Promise<number> {
  const asked = performance.now()
  peer.write(message)
  const wanted = answerTo(message)
  const got = await peer.read(wanted.length, PATIENT)
  const ms = performance.now() - asked
  expect(got, told).toEqualBytes(wanted)
  return ms
}

check('names', async () => {
  const server = await start()
  const peer = await welcomed(server.port)
  for (const name of [newName(), newName()]) await hello(peer, utf8(name), say(`sent ${name}`, `发送了 ${name}`))
  await server.close()
})

check('exit', async () => {
  const server = await start()
  const peer = await welcomed(server.port)
  peer.write('exit')
  const asked = performance.now()
  expect(
    await peer.readToEnd(PATIENT),
    say('sent exit: the server closes, and answers nothing', '发送了 exit：服务器关闭连接，不作回答'),
  ).toEqualBytes(new Uint8Array(0))
  expect(
    performance.now() - asked,
    say('the pause comes before the close, too (ms after exit)', '关闭之前也有停顿（exit 之后的毫秒数）'),
  ).toBeGreaterThan(PAUSE_MS * 0.7)
})

check('pause', async () => {
  const server = await start({})
  const peer = await welcomed(server.port)
  const name = newName()
  const ms = await hello(peer, utf8(name), say(`sent ${name}`, `发送了 ${name}`))
  const told = say('ms from the message to its answer, without PAUSE_MS', '没有 PAUSE_MS 时，从消息到回答的毫秒数')
  expect(ms, told).toBeGreaterThan(900)
  expect(ms, told).toBeLessThan(1_800)
})

check('concurrent', async () => {
  const server = await start({ PAUSE_MS: LONG_PAUSE_MS })
  const peers: Peer[] = []
  for (const n of [1, 2, 3])
    peers.push(
      await welcomed(
        server.port,
        say(`client ${n} of 3, while the others stay: `, `三个客户端中的第 ${n} 个（其余都在）：`),
      ),
    )
  const names = peers.map(() => newName())
  const times = await Promise.all(
    peers.map((peer, i) =>
      hello(peer, utf8(names[i]!), say(`client ${i + 1} sent ${names[i]}`, `客户端 ${i + 1} 发送了 ${names[i]}`)),
    ),
  )
  const [first, last] = [Math.min(...times), Math.max(...times)]
  expect(
    last - first,
    say(
      `three clients asked at the same moment; answers came after ${times.map(Math.round).join(', ')} ms. One client's pause must not hold up the others (ms between first and last)`,
      `三个客户端同时发问；回答分别在 ${times.map(Math.round).join('、')} 毫秒后到达。一个客户端的停顿不应拖住其他客户端（首尾相差毫秒数）`,
    ),
  ).toBeLessThan(LONG_PAUSE_MS * 1.3)
})

check('order', async () => {
  const server = await start({ PAUSE_MS: LONG_PAUSE_MS })
  const peer = await welcomed(server.port)
  const [a, b, c] = [newName(), newName(), newName()]
  peer.write(a)
  await peer.taken()
  await peer.send([b, c].map(utf8), { gapMs: 50 })
  const first = answerTo(utf8(a))
  const told = say(
    `sent ${a}, ${b} as soon as that was read, ${c} soon after`,
    `发送 ${a}，它一被读取就发送 ${b}，随即发送 ${c}`,
  )
  expect(await peer.read(first.length, PATIENT), told).toEqualBytes(first)
  const at = performance.now()
  // What came during the pause may be one read or two.
  const opening = utf8(`Hello, ${b}`)
  expect(await peer.read(opening.length, PATIENT), told).toEqualBytes(opening)
  expect(
    performance.now() - at,
    `${told}: ${say('the next message is read after the answer, and pauses anew (ms from answer to answer)', '回答之后才读取下一条消息，并重新停顿（两次回答相隔毫秒数）')}`,
  ).toBeGreaterThan(LONG_PAUSE_MS * 0.7)
  const rest = [utf8(`${c}!`), utf8(`!Hello, ${c}!`)]
  const got = await peer.read(rest[0]!.length, PATIENT)
  const wanted = got[0] === rest[0]![0] ? rest[0]! : rest[1]!
  const more = await peer.read(wanted.length - got.length, PATIENT)
  expect(join(got, more), told).toEqualBytes(wanted)
})

check('bytes', async () => {
  const server = await start()
  const peer = await welcomed(server.port)
  await hello(peer, utf8('小明'), say('sent 小明, 6 bytes', '发送了“小明”，6 个字节'))
  const broken = join(utf8('小').subarray(0, 2), Uint8Array.of(random.int(0xf8, 0xff)))
  await hello(
    peer,
    broken,
    say('sent bytes that are no UTF-8: they come back as they are', '发送了不是 UTF-8 的字节：必须原样返回'),
  )
})

check('half-close', async () => {
  const server = await start()
  const peer = await welcomed(server.port)
  const name = utf8(newName())
  peer.write(name)
  peer.end()
  expect(
    await peer.readToEnd(PATIENT),
    say(
      'sent a name, then FIN without exit: the answer must still come, then the server closes',
      '发送了名字，随后是 FIN，没有 exit：回答仍须到达，然后服务器关闭',
    ),
  ).toEqualBytes(answerTo(name))
})

check('reset', async () => {
  const server = await start()
  const [stays, leaves] = [await welcomed(server.port), await welcomed(server.port)]
  leaves.write(newName())
  await leaves.taken()
  leaves.reset()
  const name = newName()
  await hello(
    stays,
    utf8(name),
    say(`another client was reset; then sent ${name}`, `另一个客户端被复位；然后发送 ${name}`),
  )
  await welcomed(server.port, say('after a reset: ', '复位之后：'))
})

check('printed', async () => {
  const server = await start()
  const peer = await welcomed(server.port)
  const port = peer.local.split(':').at(-1)
  peer.write('exit')
  await peer.closed(PATIENT)
  peer.end()
  const wanted = [
    'Waiting for connection...',
    `Accept new connection from ${HOST}:${port}...`,
    `Connection from ${HOST}:${port} closed.`,
  ]
  const lines = (text: string) => text.split('\n').filter((line) => line !== '')
  const output = await printed({ within: 1_500, until: (text) => lines(text).length >= wanted.length }).catch(() =>
    printed({ within: 0 }),
  )
  expect(lines(output), say('what your server printed for one client', '服务器为一个客户端打印的内容')).toEqual(wanted)
})

check('close', async () => {
  const server = await start({ PAUSE_MS: ENDED_PAUSE_MS })
  const peer = await welcomed(server.port)
  peer.write(newName())
  await peer.taken()
  const asked = performance.now()
  await server.close()
  expect(
    performance.now() - asked,
    say(
      'close() came while a pause was under way, and waits for nobody (ms)',
      'close() 在停顿期间被调用，不应等待任何人（毫秒）',
    ),
  ).toBeLessThan(ENDED_PAUSE_MS * 0.8)
  expect(await peer.closed(PROMPT), say('the connection is closed too', '连接也被关闭')).toMatch(/fin|reset/)
})
