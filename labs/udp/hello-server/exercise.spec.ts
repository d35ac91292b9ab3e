import { expect } from 'vitest'
import { check, pause, random, say, startServer, type UdpPeer, udp } from 'wirebook/spec'

const start = () => startServer<typeof import('./starter/hello-server.ts')>({}, { protocol: 'udp' })

/** Answers come at once; this is for a machine that is busy. */
const REPLY_MS = 700
/** The longest data of a UDP datagram over IPv4: 65,535 less 20 of IP and 8 of UDP (RFC 768, RFC 791). */
const LARGEST = 65_507
const ADDED = 'Hello, !'.length

const bytesOf = (data: Uint8Array | string) => new Uint8Array(Buffer.from(data as string))
const greeting = (data: Uint8Array | string) =>
  new Uint8Array(Buffer.concat([bytesOf('Hello, '), bytesOf(data), bytesOf('!')]))

/** All that has come to a peer: once `n` datagrams are there, or after a while. */
async function came(peer: UdpPeer, n: number): Promise<Uint8Array[]> {
  const until = Date.now() + REPLY_MS
  while (peer.received.length < n && Date.now() < until) await pause(3)
  await pause(15)
  return peer.received.map(({ bytes }) => bytes)
}

async function expectReplies(peer: UdpPeer, wanted: Uint8Array[], told: string) {
  const got = await came(peer, wanted.length)
  const counted = say(
    `${told}: ${wanted.length} datagrams must come back within ${REPLY_MS} ms`,
    `${told}：${REPLY_MS} 毫秒内应收到 ${wanted.length} 个数据报`,
  )
  expect(got.length, counted).toBe(wanted.length)
  for (const [i, reply] of wanted.entries())
    expect(got[i], `${told}: ${say(`reply ${i + 1}`, `第 ${i + 1} 个回复`)}`).toEqualBytes(reply)
}

check('names', async () => {
  const server = await start()
  const peer = await udp()
  const names = ['Michael', 'Tracy', random.text(random.int(3, 12))]
  for (const name of names) peer.send(name, server.port)
  await expectReplies(
    peer,
    names.map(greeting),
    say(`sent ${names.length} names in three datagrams without waiting`, '不等待，用三个数据报发送了三个名字'),
  )
  await server.close()
})

check('two-clients', async () => {
  const server = await start()
  const [a, b] = [await udp(), await udp()]
  const [first, second] = [random.text(8), random.text(9)]
  a.send(first, server.port)
  await came(a, 1)
  b.send(second, server.port)
  await expectReplies(b, [greeting(second)], say('the second client sent a name', '第二个客户端发送了一个名字'))
  a.send(second, server.port)
  await expectReplies(
    a,
    [greeting(first), greeting(second)],
    say('the first client sent a name before and after it', '第一个客户端在此前后各发送了一个名字'),
  )
})

check('bytes', async () => {
  const server = await start()
  const peer = await udp()
  const data = new Uint8Array(Buffer.concat([Uint8Array.of(0xff, 0, 0xe4, 0xbd), random.bytes(random.int(20, 60))]))
  peer.send(data, server.port)
  await expectReplies(peer, [greeting(data)], say('sent bytes that are no UTF-8', '发送了不是 UTF-8 的字节'))
})

check('empty', async () => {
  const server = await start()
  const peer = await udp()
  const name = random.text(5)
  peer.send('', server.port)
  peer.send(name, server.port)
  await expectReplies(
    peer,
    [greeting(''), greeting(name)],
    say('sent an empty datagram and then a name', '先发送一个空数据报，再发送一个名字'),
  )
})

check('too-long', async () => {
  const server = await start()
  const peer = await udp()
  const [fits, over] = [random.bytes(LARGEST - ADDED), random.bytes(random.int(LARGEST - ADDED + 1, LARGEST))]
  peer.send(fits, server.port)
  await expectReplies(peer, [greeting(fits)], say('a reply of just the largest size', '恰好达到最大长度的回复'))
  peer.send(over, server.port)
  const name = random.text(6)
  peer.send(name, server.port)
  await expectReplies(
    peer,
    [greeting(fits), greeting(name)],
    say(
      `sent ${over.length} bytes, whose reply would be too long, and then a name: only the name is answered`,
      `先发送 ${over.length} 字节（其回复过长），再发送一个名字：只应回复名字`,
    ),
  )
})

check('bursts', async () => {
  const server = await start()
  const peer = await udp()
  const all = Array.from({ length: 1000 }, (_, i) => `${i} ${random.text(random.int(1, 30))}`)
  for (let at = 0; at < all.length; at += 50) {
    for (const name of all.slice(at, at + 50)) peer.send(name, server.port)
    await pause(2)
    // Where others want the processor too, the next burst waits: this is no test of the receive buffer.
    const until = Date.now() + 300
    while (peer.received.length < at - 50 && Date.now() < until) await pause(2)
  }
  const got = await came(peer, all.length)
  const wanted = new Set(all.map((name) => `Hello, ${name}!`))
  const wrong = got.map((bytes) => Buffer.from(bytes).toString()).filter((text) => !wanted.delete(text))
  expect(
    wrong.slice(0, 3),
    say('1000 datagrams in bursts: replies that belong to none', '成批发送 1000 个数据报：不属于任何一个的回复'),
  ).toEqual([])
  const enough = Math.round(all.length * 0.95)
  expect(
    got.length,
    say(`1000 datagrams in bursts, ${got.length} answered`, `成批发送 1000 个数据报，回复了 ${got.length} 个`),
  ).toBeGreaterThanOrEqual(enough)
})

check('gone', async () => {
  const server = await start()
  const [gone, stays] = [await udp(), await udp()]
  for (let i = 0; i < 3; i++) gone.send(random.text(4), server.port)
  gone.close()
  await pause(60)
  const name = random.text(7)
  stays.send(name, server.port)
  await expectReplies(
    stays,
    [greeting(name)],
    say('another client had closed its socket before its replies came', '另一个客户端在回复到达之前关闭了套接字'),
  )
})
