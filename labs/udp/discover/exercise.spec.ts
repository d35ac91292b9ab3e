import { expect } from 'vitest'
import {
  capture,
  check,
  type Datagram,
  ended,
  host,
  learner,
  pause,
  random,
  say,
  type UdpPeer,
  udp,
} from 'wirebook/spec'

const { discover } = learner<typeof import('./starter/discover.ts')>()

const PORT = 9999
const WAIT_MS = 500
/** What a busy machine may add, ms. */
const SLACK_MS = 900
/** What was sent before a call ended is here by then. */
const GRACE_MS = 100
const HOSTS = ['h2', 'h3', 'h4']

type Found = { name: string; address: string }
type Call = { service: string; nonce: string; asked: Datagram }

const word = (n: number) => random.text(n).replace(/[^a-zA-Z0-9]/g, 'x')
const listeners = () => Promise.all(HOSTS.map((on) => udp({ on, port: PORT })))
const here = ({ service, nonce }: Call, name: string) => `HERE ${service} ${nonce} ${name}`
const sorted = (found: Found[]) => found.toSorted((a, b) => (a.name < b.name ? -1 : 1))

/** The request as one host got it, waited for no longer than the call runs; fails where it is not `WHO <service> <nonce>`. */
async function request(peer: UdpPeer, service: string, found: PromiseLike<Found[]>): Promise<Call> {
  let until = Date.now() + SLACK_MS
  const end = () => {
    until = Math.min(until, Date.now() + GRACE_MS)
  }
  void Promise.resolve(found).then(end, end)
  while (peer.received.length === 0 && Date.now() < until) await pause(2)
  const asked = peer.received[0]
  const told = say('no request came to port 9999', '端口 9999 没有收到请求')
  expect(asked !== undefined, told).toBe(true)
  const text = Buffer.from(asked!.bytes).toString()
  const nonce = text.split(' ')[2] ?? ''
  expect(text, say('the request must be "WHO <service> <nonce>"', '请求必须是“WHO <服务> <nonce>”')).toBe(
    `WHO ${service} ${nonce}`,
  )
  expect(nonce.length, say('the nonce must not be empty', 'nonce 不能为空')).toBeGreaterThan(0)
  return { service, nonce, asked: asked! }
}

/** What it resolved to and after how long. */
async function timed(found: PromiseLike<Found[]>): Promise<{ found: Found[]; ms: number }> {
  const began = Date.now()
  return { found: await found, ms: Date.now() - began }
}

check('two', async () => {
  const [a, b] = await listeners()
  const service = word(6)
  const found = discover(service)
  const call = await request(b!, service, found)
  await request(a!, service, found)
  const names = [`n${word(5)}`, `a${word(5)}`]
  a!.answer(call.asked, here(call, names[0]!))
  await pause(100)
  b!.answer(call.asked, here(call, names[1]!))
  expect(
    await found,
    say(`two hosts answered, 100 ms apart: ${names.join(', ')}`, `两台主机相隔 100 ms 回答：${names.join('、')}`),
  ).toEqual([
    { name: names[1], address: host('h3').address },
    { name: names[0], address: host('h2').address },
  ])
})

check('none', async () => {
  await udp({ on: 'h2', port: PORT })
  const { found, ms } = await timed(discover(word(5)))
  expect(found, say('nobody answered', '没有人回答')).toEqual([])
  const told = say(`resolved after ${ms} ms: about 500 ms asked`, `${ms} 毫秒后完成：要求约 500 毫秒`)
  expect(ms, told).toBeGreaterThan(WAIT_MS * 0.85)
  expect(ms, told).toBeLessThan(WAIT_MS + SLACK_MS)
  await ended()
})

check('only-answers', async () => {
  const [a, b] = await listeners()
  const service = word(6)
  const found = discover(service)
  const call = await request(a!, service, found)
  const names = [word(7), word(8)]
  a!.answer(call.asked, here({ ...call, nonce: `${call.nonce}0` }, `x${word(4)}`))
  await pause(30)
  for (let i = 0; i < 3; i++) {
    a!.answer(call.asked, here(call, names[0]!))
    b!.answer(call.asked, here(call, names[1]!))
  }
  a!.answer(call.asked, here({ ...call, service: `${service}s` }, `y${word(4)}`))
  a!.answer(call.asked, `WHO ${service} ${call.nonce}`)
  expect(
    await found,
    say(
      'two hosts answered three times each; besides came an answer with another nonce, one of another service, and a copy of the request',
      '两台主机各回答了三次；另外还收到 nonce 不同的、别的服务的各一个回答，和请求的一份副本',
    ),
  ).toEqual(
    sorted([
      { name: names[0]!, address: host('h2').address },
      { name: names[1]!, address: host('h3').address },
    ]),
  )
})

check('garbage', async () => {
  const [a, b] = await listeners()
  const service = word(6)
  const found = discover(service)
  const call = await request(a!, service, found)
  const name = word(8)
  for (const bytes of [
    random.bytes(40),
    new Uint8Array(0),
    new Uint8Array(Buffer.from('HERE')),
    new Uint8Array(Buffer.from(`HERE ${service} ${call.nonce}`)),
    random.bytes(60_000),
  ])
    b!.answer(call.asked, bytes)
  a!.answer(call.asked, here(call, name))
  const got = await Promise.resolve(found).catch((error: Error) => error.message)
  expect(
    got,
    say(
      'bytes at random, an empty datagram, half an answer and 60,000 bytes came, and then a right answer',
      '收到随机字节、空数据报、半个回答和 60000 字节，然后是一个正确的回答',
    ),
  ).toEqual([{ name, address: host('h2').address }])
})

check('one-frame', async () => {
  const [a] = await listeners()
  const service = word(6)
  const began = Date.now()
  let done = false
  const found = Promise.resolve(discover(service)).finally(() => {
    done = true
  })
  const call = await request(a!, service, found)
  for (let i = 0; !done && Date.now() - began < 2_400; i++) {
    a!.answer(call.asked, here(call, `${word(5)}${i}`))
    await pause(120)
  }
  const ms = Date.now() - began
  const told = say(
    `another host answered every 120 ms; discover took ${ms} ms, and 500 were asked`,
    `每 120 ms 有一台主机回答；discover 用了 ${ms} 毫秒，要求是 500`,
  )
  expect(ms, told).toBeLessThan(WAIT_MS + SLACK_MS)
  expect((await found).length, told).toBeGreaterThan(1)
  const sent = await capture.datagrams()
  sent.from('submission').to(PORT).count(1).toBroadcast()
})
