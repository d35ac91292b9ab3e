import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { check, connect, type Peer, pause, random, say, startServer } from 'wirebook/spec'
import type { Env } from './starter/hmac-server.ts'

const BYTES = 32
const OK = 'OK\n'
const HASH = 'SHA-256'
const NO = 'NO\n'
/** Shorter than the default, so that the test is quick, ms. */
const DEADLINE_MS = 500
const LATEST_MS = 1_500
/** Between two bytes of a response that takes far too long, ms. */
const GAP_MS = 65
const SOON = { within: 2_000 }
/** Connections whose challenges are compared, and how many may be open at once. */
const MANY = 100
const GROUP = 5
/** Of 100 random bytes at one place some 83 differ; a clock or counter leaves most places with a handful. */
const LEAST_VALUES = 40

const utf8 = (text: string) => new TextEncoder().encode(text)
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const proof = (secret: string, challenge: Uint8Array) =>
  new Uint8Array(createHmac('sha256', secret).update(challenge).digest())
function frame(payload: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(payload.length)
  return join(header, payload)
}

/** A server with a secret of its own. Some of its letters take more than one byte. */
async function start(more: Partial<Pick<Env, 'DEADLINE_MS'>> = {}) {
  const secret = `${random.text(random.int(10, 30))}密`
  const server = await startServer<typeof import('./starter/hmac-server.ts')>({ SECRET: secret, ...more })
  return { server, secret }
}

/** Connects and reads the challenge. */
async function greet(port: number): Promise<{ peer: Peer; challenge: Uint8Array }> {
  const peer = await connect(port, { within: 4_000 })
  return { peer, challenge: await peer.read(BYTES, SOON) }
}

async function expectNo(peer: Peer, told: string) {
  expect(await peer.read(NO.length, SOON), told).toEqualBytes(utf8(NO))
  expect(await peer.closed(SOON), say('after NO comes a FIN', 'NO 之后是 FIN')).toBe('fin')
}

async function expectEcho(peer: Peer, payload: Uint8Array, told: string) {
  const sent = frame(payload)
  expect(await peer.read(sent.length, SOON), told).toEqualBytes(sent)
}

check('good', async () => {
  const { server, secret } = await start()
  const { peer, challenge } = await greet(server.port)
  peer.write(proof(secret, challenge))
  expect(
    await peer.read(OK.length, SOON),
    say('sent HMAC-SHA256(SECRET, challenge)', '发送了挑战的 HMAC-SHA256，密钥为 SECRET'),
  ).toEqualBytes(utf8(OK))
  for (const payload of [utf8('hello'), new Uint8Array(0), random.bytes(random.int(100, 5_000))]) {
    peer.write(frame(payload))
    await expectEcho(peer, payload, say(`a frame of ${payload.length} bytes`, `${payload.length} 字节的帧`))
  }
  peer.end()
  expect(await peer.closed(SOON)).toBe('fin')
  await server.close()
})

check('wrong', async () => {
  const { server, secret } = await start()
  const { peer, challenge } = await greet(server.port)
  peer.write(proof(`${secret}x`, challenge))
  await expectNo(peer, say('sent the HMAC under another secret', '发送了用另一个密钥算出的 HMAC'))
})

check('almost', async () => {
  const { server, secret } = await start()
  for (const place of [BYTES - 1, random.int(1, BYTES - 2), 0]) {
    const { peer, challenge } = await greet(server.port)
    const response = proof(secret, challenge)
    response[place]! ^= 1
    peer.write(response)
    await expectNo(peer, say(`the right response but for one bit of byte ${place}`, `应答只错一位，在第 ${place} 字节`))
  }
})

check('pieces', async () => {
  const { server, secret } = await start()
  const { peer, challenge } = await greet(server.port)
  await peer.dribble(proof(secret, challenge), { gapMs: 3 })
  expect(
    await peer.read(OK.length, SOON),
    say('sent the response one byte at a time', '应答一个字节一个字节地发送'),
  ).toEqualBytes(utf8(OK))
})

check('glued', async () => {
  const { server, secret } = await start()
  const { peer, challenge } = await greet(server.port)
  const payload = random.bytes(random.int(5, 50))
  const second = random.bytes(random.int(5, 50))
  const cut = random.int(1, 3)
  const stream = join(frame(payload), frame(second))
  peer.write(join(proof(secret, challenge), stream.subarray(0, payload.length + 4 + cut)))
  const told = say(
    'sent in one write: the response, a frame, the beginning of another',
    '一次写入：应答、一个帧、另一个帧的开头',
  )
  expect(await peer.read(OK.length, SOON), told).toEqualBytes(utf8(OK))
  peer.write(stream.subarray(payload.length + 4 + cut))
  peer.end()
  const rest = say('and then the rest of it, and a FIN: the echoes', '然后是其余部分和 FIN：发回的内容')
  expect(await peer.readToEnd(SOON), `${told}\n${rest}`).toEqualBytes(stream)
})

check('random', async () => {
  const { server } = await start()
  const challenges: Uint8Array[] = []
  while (challenges.length < MANY) {
    const group = await Promise.all(Array.from({ length: GROUP }, () => greet(server.port)))
    for (const { peer, challenge } of group) {
      challenges.push(challenge)
      peer.end()
    }
  }
  const different = new Set(challenges.map((bytes) => Buffer.from(bytes).toString('hex'))).size
  expect(different, say(`different challenges of ${MANY} connections`, `${MANY} 个连接里互不相同的挑战数`)).toBe(MANY)
  for (let place = 0; place < BYTES; place++) {
    const values = new Set(challenges.map((bytes) => bytes[place])).size
    expect(
      values,
      say(
        `values of byte ${place} in ${MANY} challenges: where few occur, they can be guessed`,
        `${MANY} 个挑战里，第 ${place} 字节有几种取值：太少就猜得到`,
      ),
    ).toBeGreaterThan(LEAST_VALUES)
  }
})

check('replay', async () => {
  const { server, secret } = await start()
  const first = await greet(server.port)
  const response = proof(secret, first.challenge)
  first.peer.write(response)
  expect(await first.peer.read(OK.length, SOON)).toEqualBytes(utf8(OK))
  const thief = await greet(server.port)
  thief.peer.write(response)
  await expectNo(
    thief.peer,
    say('a response that was right on another connection, sent again', '把另一个连接上的正确应答再发一遍'),
  )
})

check('late', async () => {
  const { server, secret } = await start({ DEADLINE_MS })
  const { peer, challenge } = await greet(server.port)
  const response = proof(secret, challenge)
  const began = performance.now()
  void peer.dribble(response.subarray(0, BYTES - 1), { gapMs: GAP_MS }).catch(() => {})
  const how = await peer.closed({ within: LATEST_MS }).catch(() => say('still open', '仍然打开'))
  const took = Math.round(performance.now() - began)
  const told = say(
    `31 bytes, one every ${GAP_MS} ms; DEADLINE_MS is ${DEADLINE_MS}, closed after ${took} ms`,
    `31 个字节，每 ${GAP_MS} ms 一个；DEADLINE_MS 为 ${DEADLINE_MS}，${took} ms 后关闭`,
  )
  expect(how, told).toMatch(/^(fin|reset)$/)
  expect(took, told).toBeGreaterThan(DEADLINE_MS * 0.6)
})

check('afterwards', async () => {
  const { server, secret } = await start({ DEADLINE_MS })
  const { peer, challenge } = await greet(server.port)
  peer.write(proof(secret, challenge))
  expect(await peer.read(OK.length, SOON)).toEqualBytes(utf8(OK))
  await pause(DEADLINE_MS * 1.6)
  const payload = random.bytes(9)
  peer.write(frame(payload))
  await expectEcho(
    peer,
    payload,
    say('the deadline is for the response; an accepted client may be silent', '期限只管应答；通过验证的客户端可以沉默'),
  )
})

check('short', async () => {
  const { server, secret } = await start()
  const { peer, challenge } = await greet(server.port)
  peer.write(proof(secret, challenge).subarray(0, BYTES - 1))
  peer.end()
  expect(
    await peer.closed(SOON).catch(() => say('still open', '仍然打开')),
    say('sent 31 bytes and a FIN', '发送了 31 个字节和一个 FIN'),
  ).toMatch(/^(fin|reset)$/)
  const next = await greet(server.port)
  next.peer.write(proof(secret, next.challenge))
  expect(
    await next.peer.read(OK.length, SOON),
    say('the next client, after one that left early', '有客户端提前离开，之后来的下一个'),
  ).toEqualBytes(utf8(OK))
})

check('no-frame-before', async () => {
  const { server, secret } = await start()
  const { peer, challenge } = await greet(server.port)
  const payload = random.bytes(random.int(40, 60))
  peer.write(join(proof(`${secret}x`, challenge), frame(payload)))
  await expectNo(peer, say('a wrong response with a frame behind it', '错误的应答，后面跟着一个帧'))
  expect(
    peer.unread.length,
    say('bytes that came besides NO: no frame is handled before OK', 'NO 之外收到的字节：OK 之前不处理任何帧'),
  ).toBe(0)
})

check('not-hmac', async () => {
  const { server, secret } = await start()
  const forms: [string, (challenge: Uint8Array) => Promise<Uint8Array>][] = [
    [
      say('SHA-256 of secret and challenge, without HMAC', '不用 HMAC，直接对密钥加挑战求 SHA-256'),
      async (challenge) => new Uint8Array(await crypto.subtle.digest(HASH, join(utf8(secret), challenge))),
    ],
    [
      say('the digest as 64 hexadecimal digits', '写成 64 个十六进制数字的摘要'),
      async (challenge) => utf8(Buffer.from(proof(secret, challenge)).toString('hex')),
    ],
  ]
  for (const [told, make] of forms) {
    const { peer, challenge } = await greet(server.port)
    peer.write(await make(challenge))
    await expectNo(peer, told)
  }
})
