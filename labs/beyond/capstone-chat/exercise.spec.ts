import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { capture, check, connect, data, fin, finAcked, type Peer, pause, random, say, startServer } from 'wirebook/spec'
import type { Env } from './starter/capstone-chat.ts'

type Message = Record<string, unknown>
type Room = { port: number; secret: string; close(): Promise<unknown> }

const PROOF = 32
const SOON = { within: 1_500 }
/** How long nothing may come, ms. */
const QUIET_MS = 80
const MAX_FRAME = 65_536
const MAX_TEXT = 1_000
const BEAT_MS = 300
/** What a busy machine may add to two beats, ms. */
const SLACK_MS = 1_200
const PING = '"type":"ping"'
const LOGIN_MS = 600
const CROWD = 40
const GROUP = 5
/** Far more than a mebibyte and what two kernels keep for one connection, bytes. */
const FLOOD = 4 << 20
const FLOOD_MS = 3_500
const AT_ONCE = 200
/** Names that every object of JavaScript knows. */
const OF_OBJECTS = ['constructor', '__proto__', 'toString']
const BAD_NAMES = ['', 'a b', 'x'.repeat(21), 'né', '<b>', '../x']
const NO_MESSAGES = [
  '',
  'null',
  '[]',
  '5',
  '{',
  '{}',
  '{"type":5}',
  '{"type":"nothing"}',
  '{"type":"say"}',
  '{"type":"say","text":5}',
  '{"type":"say","text":""}',
  '{"type":"dm","text":"x"}',
  '{"type":"dm","to":["x"],"text":"x"}',
  '{"__proto__":{"type":"say","text":"x"}}',
  '['.repeat(9_000),
]

const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const proof = (secret: string, challenge: Uint8Array) =>
  new Uint8Array(createHmac('sha256', secret).update(challenge).digest())

function prefix(length: number): Uint8Array {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(length)
  return new Uint8Array(four)
}
const framed = (payload: Uint8Array) => join(prefix(payload.length), payload)
const frame = (message: Message) => framed(utf8(JSON.stringify(message)))

let made = 0
/** No two alike. */
const newName = () => `${random.text(6).replace(/[^a-z]/gi, '_')}${++made}`
const newText = () => `${random.text(random.int(5, 30))}你`

async function begin(more: Partial<Omit<Env, 'HOST' | 'PORT'>> = {}): Promise<Room> {
  const secret = `${random.text(random.int(10, 30))}密`
  const server = await startServer<typeof import('./starter/capstone-chat.ts')>({ SECRET: secret, ...more })
  return { port: server.port, secret, close: () => server.close() }
}

/** The next bytes as text, or what came instead. */
const words = async (peer: Peer, n: number) =>
  peer.read(n, SOON).then(
    (bytes) => Buffer.from(bytes).toString(),
    (error: Error) => error.message,
  )

/** The next message, or what came instead of one. */
async function next(peer: Peer, within = SOON.within): Promise<Message | string> {
  try {
    const length = Buffer.from(await peer.read(4, { within })).readUInt32BE()
    return JSON.parse(Buffer.from(await peer.read(length, { within })).toString()) as Message
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function hears(peer: Peer, message: Message, told: string) {
  expect(await next(peer), told).toEqual(message)
}

async function hearsNothing(peer: Peer, told: string) {
  await pause(QUIET_MS)
  expect(Buffer.from(peer.unread).toString(), told).toBe('')
}

/** Somebody who has proved to know the secret. */
async function guest({ port, secret }: Room): Promise<Peer> {
  const peer = await connect(port, { within: 4_000 })
  peer.write(proof(secret, await peer.read(PROOF, SOON)))
  expect(
    await words(peer, 3),
    say('sent HMAC-SHA256(SECRET, challenge)', '发送了挑战的 HMAC-SHA256，密钥为 SECRET'),
  ).toBe('OK\n')
  return peer
}

async function login(peer: Peer, name: string) {
  peer.write(frame({ type: 'login', name }))
  const answer = await next(peer)
  expect(answer, say(`sent a login as ${name}`, `以 ${name} 登录`)).toMatchObject({ type: 'welcome' })
  expect((answer as { names: string[] }).names, say('the names in welcome', 'welcome 中的名字')).toContain(name)
}

async function member(room: Room, name = newName()): Promise<{ name: string; peer: Peer }> {
  const peer = await guest(room)
  await login(peer, name)
  return { name, peer }
}

/** Two members; the first has heard of the second. */
async function pair(room: Room) {
  const [ada, bob] = [await member(room), await member(room)]
  await hears(ada.peer, { type: 'joined', name: bob.name }, say('somebody joined', '有人加入'))
  return [ada, bob] as const
}

/** Speaks, and the other hears it. */
async function speaks(from: { name: string; peer: Peer }, to: { peer: Peer }, told: string) {
  const text = newText()
  from.peer.write(frame({ type: 'say', text }))
  await hears(to.peer, { type: 'said', from: from.name, text }, told)
}

check('say', async () => {
  const room = await begin()
  const [ada, bob] = await pair(room)
  await speaks(ada, bob, say('the first member spoke', '第一个成员说话'))
  await speaks(bob, ada, say('the second member spoke', '第二个成员说话'))
  await hearsNothing(bob.peer, say('who speaks does not hear itself', '说话的人听不到自己'))
  bob.peer.end()
  await hears(ada.peer, { type: 'left', name: bob.name }, say('somebody ended the connection', '有人结束了连接'))
  await hearsNothing(ada.peer, say('told once, and nothing more', '只通知一次，没有别的'))
  await room.close()
})

check('private', async () => {
  const room = await begin()
  const [ada, bob] = await pair(room)
  const cleo = await member(room)
  for (const { peer } of [ada, bob]) await hears(peer, { type: 'joined', name: cleo.name }, say('joined', '加入'))
  const text = newText()
  ada.peer.write(frame({ type: 'dm', to: cleo.name, text }))
  await hears(cleo.peer, { type: 'dm', from: ada.name, text }, say('a dm to this member', '给这个成员的私信'))
  await hearsNothing(bob.peer, say('a dm between two others', '另外两人之间的私信'))
  ada.peer.write(frame({ type: 'dm', to: newName(), text }))
  await hears(ada.peer, { type: 'error', code: 'nobody' }, say('a dm to a name nobody has', '发给不在场的名字'))
})

check('bye', async () => {
  const room = await begin()
  const { peer } = await member(room)
  peer.write(frame({ type: 'bye' }))
  const told = say('sent bye', '发送了 bye')
  await hears(peer, { type: 'bye' }, told)
  expect(
    await peer.closed(SOON).catch(() => say('still open', '仍然打开')),
    say('after bye comes your FIN, while this side is still open', 'bye 之后是你的 FIN，这时对方那一端还开着'),
  ).toBe('fin')
  peer.end()
  const flow = await capture.flow(peer, { over: true, within: 1_500 })
  flow
    .resetBy('nobody')
    .closedFirstBy('submission')
    .order(data('submission', '"bye"'), fin('submission'), finAcked('spec'), fin('spec'), finAcked('submission'))
})

check('proof', async () => {
  const room = await begin({ LOGIN_MS })
  const thieves = await connect(room.port)
  const heard = proof(room.secret, await thieves.read(PROOF, SOON))
  for (const [told, make] of [
    [say('a response under another secret', '用另一个密钥算出的应答'), (c) => proof(`${room.secret}x`, c)],
    [say('a response that was right on another connection', '另一个连接上的正确应答'), () => heard],
  ] as [string, (challenge: Uint8Array) => Uint8Array][]) {
    const peer = await connect(room.port)
    const response = make(await peer.read(PROOF, SOON))
    peer.write(join(response, frame({ type: 'login', name: newName() })))
    expect(await words(peer, 3), told).toBe('NO\n')
    expect(await peer.closed(SOON).catch(() => 'open'), say('after NO comes a FIN', 'NO 之后是 FIN')).toBe('fin')
    expect(peer.unread.length, say('bytes behind NO', 'NO 之后的字节')).toBe(0)
  }
  const began = performance.now()
  const slow = await connect(room.port)
  void slow.dribble(heard.subarray(1), { gapMs: LOGIN_MS / 8 }).catch(() => {})
  const how = await slow.closed({ within: LOGIN_MS + SLACK_MS }).catch(() => say('still open', '仍然打开'))
  const took = Math.round(performance.now() - began)
  const late = say(
    `31 bytes of a response in many pieces; LOGIN_MS is ${LOGIN_MS}, closed after ${took} ms`,
    `应答的 31 个字节分许多段到达；LOGIN_MS 为 ${LOGIN_MS}，${took} ms 后关闭`,
  )
  expect(how, late).toMatch(/^(fin|reset)$/)
  expect(took, late).toBeGreaterThan(LOGIN_MS * 0.6)
})

check('before-login', async () => {
  const room = await begin()
  const ada = await member(room)
  const unnamed = await guest(room)
  const told = say('sent before login', '登录之前发送')
  for (const message of [
    { type: 'say', text: newText() },
    { type: 'who' },
    { type: 'dm', to: ada.name, text: newText() },
  ]) {
    unnamed.write(frame(message))
    await hears(unnamed, { type: 'error', code: 'login' }, `${told}: ${message.type}`)
  }
  await hearsNothing(ada.peer, say('what a client without a name sends', '没有名字的客户端发送的内容'))
  ada.peer.write(frame({ type: 'login', name: newName() }))
  await hears(ada.peer, { type: 'error', code: 'login' }, say('a second login', '第二次登录'))
  ada.peer.write(frame({ type: 'say', text: newText() }))
  await hearsNothing(unnamed, say('a client without a name hears nobody', '没有名字的客户端听不到任何人'))
})

check('glued', async () => {
  const room = await begin()
  const ada = await member(room)
  const name = newName()
  const text = newText()
  const stream = join(frame({ type: 'login', name }), frame({ type: 'say', text }), frame({ type: 'pong' }))
  const peer = await connect(room.port)
  const response = proof(room.secret, await peer.read(PROOF, SOON))
  peer.write(join(response, stream))
  const glued = say('response, login and say in one write', '应答、login 和 say 一次写入')
  await hears(ada.peer, { type: 'joined', name }, glued)
  await hears(ada.peer, { type: 'said', from: name, text }, glued)
  peer.write(frame({ type: 'bye' }))
  await hears(ada.peer, { type: 'left', name }, say('then bye', '然后 bye'))
  const again = await connect(room.port)
  await again.dribble(join(proof(room.secret, await again.read(PROOF, SOON)), stream), { gapMs: 1 })
  const cut = say('the same, one byte at a time', '同样的内容，逐字节发送')
  await hears(ada.peer, { type: 'joined', name }, cut)
  await hears(ada.peer, { type: 'said', from: name, text }, cut)
})

check('interleaved', async () => {
  const room = await begin()
  const [ada, bob] = await pair(room)
  const texts = [newText(), newText()]
  const halves = texts.map((text) => {
    const bytes = frame({ type: 'say', text })
    const at = random.int(2, bytes.length - 2)
    return [bytes.subarray(0, at), bytes.subarray(at)] as const
  })
  for (const half of [0, 1] as const)
    for (const [i, { peer }] of [ada, bob].entries()) {
      peer.write(halves[i]![half])
      await pause(25)
    }
  const told = say('two frames, each in two halves, in turns', '两个帧各分两半，轮流到达')
  await hears(bob.peer, { type: 'said', from: ada.name, text: texts[0]! }, told)
  await hears(ada.peer, { type: 'said', from: bob.name, text: texts[1]! }, told)
})

check('names', async () => {
  const room = await begin()
  const ada = await member(room, `小${newName()}`)
  const late = await guest(room)
  for (const name of [ada.name, ...BAD_NAMES]) {
    late.write(frame({ type: 'login', name }))
    await hears(late, { type: 'error', code: 'name' }, say(`login as "${name}"`, `以“${name}”登录`))
  }
  ada.peer.write(frame({ type: 'bye' }))
  await hears(ada.peer, { type: 'bye' }, say('sent bye', '发送了 bye'))
  await login(late, ada.name)
  late.reset()
  await pause(QUIET_MS)
  const names = random.shuffle([...OF_OBJECTS, ada.name])
  let last: Peer | undefined
  for (const name of names) last = (await member(room, name)).peer
  last?.write(frame({ type: 'who' }))
  await hears(last!, { type: 'names', names: names.toSorted() }, say('who, in code point order', 'who，按码点顺序'))
})

check('hostile', async () => {
  const room = await begin()
  const [ada, bob] = await pair(room)
  const bad = { type: 'error', code: 'bad' }
  const noUtf8 = join(utf8('{"type":"say","text":"'), Uint8Array.of(0xff), utf8('"}'))
  const tooLong = utf8(JSON.stringify({ type: 'say', text: `${'x'.repeat(MAX_TEXT - 2)}你` }))
  for (const payload of [...NO_MESSAGES.map(utf8), noUtf8, tooLong]) {
    bob.peer.write(framed(payload))
    const shown = Buffer.from(payload.subarray(0, 60)).toString()
    await hears(bob.peer, bad, say(`a frame with the payload ${shown}`, `载荷为 ${shown} 的帧`))
  }
  const text = 'y'.repeat(MAX_TEXT)
  bob.peer.write(frame({ type: 'say', text, more: 'z'.repeat(MAX_FRAME / 2) }))
  await hears(
    ada.peer,
    { type: 'said', from: bob.name, text },
    say('then a good one, with a key too many', '然后是一条好的，多带一个键'),
  )
  for (const length of [MAX_FRAME + 1, 0xffffffff]) {
    const peer = await guest(room)
    peer.write(prefix(length))
    const told = say(`a length of ${length}, and nothing behind it`, `长度为 ${length}，之后什么也没有`)
    await hears(peer, { type: 'error', code: 'too-large' }, told)
    expect(await peer.closed(SOON).catch(() => 'open'), told).toBe('fin')
  }
  await speaks(ada, bob, say('the others go on', '其他人继续'))
})

check('slow', async () => {
  const room = await begin()
  const [ada, bob] = await pair(room)
  const name = newName()
  const slow = await connect(room.port, { reading: false })
  slow.resume()
  slow.write(proof(room.secret, await slow.read(PROOF, SOON)))
  await slow.read(3, SOON)
  slow.pause()
  slow.write(frame({ type: 'login', name }))
  for (const { peer } of [ada, bob])
    await hears(peer, { type: 'joined', name }, say('joined who will not read', '来了一个不读取的成员'))
  const text = 'z'.repeat(MAX_TEXT - 60)
  const block = join(...Array.from({ length: AT_ONCE }, () => frame({ type: 'say', text })))
  let sent = 0
  let gone = false
  const began = performance.now()
  // Ada speaks, Bob hears: each block waits for the one before, so only the one who does not read piles up a queue.
  while (!gone && sent < FLOOD && performance.now() - began < FLOOD_MS) {
    ada.peer.write(block)
    for (let heard = 0; heard < AT_ONCE; ) {
      const got = await next(bob.peer, 2_500)
      expect(typeof got, say('one does not read; what another hears', '一个成员不读取；另一个听到的')).toBe('object')
      if ((got as Message).type === 'left') gone = true
      else heard += 1
    }
    sent += block.length
  }
  expect(
    gone,
    say(
      `one member reads nothing and ${sent} bytes were sent to it: with more than 1 MiB in its queue it is cut`,
      `一个成员什么也不读，已向它发送 ${sent} 字节：其队列超过 1 MiB 时应断开它`,
    ),
  ).toBe(true)
  expect(sent, say('bytes sent when it was cut', '断开它时已发送的字节数')).toBeGreaterThan(1 << 20)
})

check('heartbeat', async () => {
  const room = await begin({ BEAT_MS })
  const watcher = await member(room)
  const [silent, dribbler] = [await member(room), await member(room)]
  const began = performance.now()
  const half = frame({ type: 'say', text: newText() })
  void dribbler.peer.dribble(half.subarray(0, -1), { gapMs: BEAT_MS / 4 }).catch(() => {})
  const left = new Map<unknown, number>()
  let pings = 0
  while (left.size < 2 && performance.now() - began < 2 * BEAT_MS + SLACK_MS) {
    const got = await next(watcher.peer, BEAT_MS * 2)
    if (typeof got === 'string') break
    if (got.type === 'left') left.set(got.name, performance.now() - began)
    if (got.type !== 'ping') continue
    pings += 1
    watcher.peer.write(frame({ type: 'pong' }))
  }
  const told = (who: string) => say(`${who}; BEAT_MS is ${BEAT_MS}`, `${who}；BEAT_MS 为 ${BEAT_MS}`)
  const quiet = told(say('a member that sends nothing at all', '一个什么也不发送的成员'))
  expect(left.has(silent.name), `${quiet}: ${say('has left', '已离开')}`).toBe(true)
  expect(left.get(silent.name), `${quiet}: ${say('left after … ms', '多少 ms 之后离开')}`).toBeGreaterThan(
    BEAT_MS * 1.4,
  )
  const slow = told(say('a member that sends bytes, but no whole message', '一个发送字节、但没有完整消息的成员'))
  expect(left.has(dribbler.name), `${slow}: ${say('has left', '已离开')}`).toBe(true)
  expect(pings, say('pings that the watcher got, and answered', '旁观者收到并回答的 ping')).toBeGreaterThan(0)
  expect(Buffer.from(silent.peer.unread).toString(), quiet).toContain(PING)
  watcher.peer.write(frame({ type: 'who' }))
  let answer = await next(watcher.peer)
  while (typeof answer === 'object' && answer.type === 'ping') answer = await next(watcher.peer)
  expect(answer, say('who is left: the one that answers', '还在的，是会回答的那个')).toEqual({
    type: 'names',
    names: [watcher.name],
  })
})

check('crowd', async () => {
  const room = await begin({ MAX_CLIENTS: CROWD })
  const members: { name: string; peer: Peer }[] = []
  while (members.length < CROWD)
    members.push(...(await Promise.all(Array.from({ length: GROUP }, () => crowding(room)))))
  const extra = await connect(room.port)
  const told = say(`one client more than MAX_CLIENTS, which is ${CROWD}`, `比 MAX_CLIENTS（${CROWD}）多一个客户端`)
  expect(await extra.closed(SOON).catch(() => 'open'), told).toBe('fin')
  expect(extra.received.length, told).toBe(0)
  extra.end()
  const text = newText()
  const [speaker, ...others] = members
  speaker!.peer.write(frame({ type: 'say', text }))
  for (const { name, peer } of others) {
    let got = await next(peer)
    while (typeof got === 'object' && got.type === 'joined') got = await next(peer)
    expect(got, say(`${CROWD} members: what ${name} heard`, `${CROWD} 个成员：${name} 听到的`)).toEqual({
      type: 'said',
      from: speaker!.name,
      text,
    })
  }
  others[0]!.peer.end()
  await others[0]!.peer.closed(SOON)
  await pause(QUIET_MS * 2)
  await guest(room)
})

/** A login whose welcome is behind what others do meanwhile. */
async function crowding(room: Room) {
  const [name, peer] = [newName(), await guest(room)]
  peer.write(frame({ type: 'login', name }))
  const got = await next(peer)
  expect(got, say('sent a login', '发送了 login')).toMatchObject({ type: 'welcome' })
  return { name, peer }
}

check('stop', async () => {
  const room = await begin()
  const peers = [...(await pair(room)), { peer: await guest(room) }].map(({ peer }) => peer)
  const unproved = await connect(room.port)
  await unproved.read(PROOF, SOON)
  const stopped = room.close()
  for (const peer of peers) {
    await hears(peer, { type: 'bye' }, say('close() was called', '调用了 close()'))
    expect(await peer.closed(SOON).catch(() => 'open'), say('then a FIN', '然后是 FIN')).toBe('fin')
    peer.end()
  }
  expect(await unproved.closed(SOON).catch(() => 'open')).toMatch(/^(fin|reset)$/)
  expect(unproved.unread.length, say('what a client without a proof is sent', '没有证明自己的客户端收到了什么')).toBe(0)
  unproved.end()
  await stopped
})
