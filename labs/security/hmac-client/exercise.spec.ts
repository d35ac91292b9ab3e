import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import {
  byteNumber,
  capture,
  check,
  ended,
  expectPrinted,
  HOST,
  learner,
  listen,
  type Peer,
  pause,
  random,
  say,
} from 'wirebook/spec'

const { main } = learner<typeof import('./starter/hmac-client.ts')>()

const BYTES = 32
const HEADER = 4
/** In which a program that does not wait for its turn would have sent something, ms. */
const QUIET_MS = 120
const SOON = { within: 2_000 }
const MOST_PAYLOAD = 65_536
const utf8 = (text: string) => new TextEncoder().encode(text)
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

/** Starts the submission, and accepts it. */
async function begin() {
  const secret = `${random.text(random.int(12, 30))}密`
  const listener = await listen()
  const done = main({ HOST, PORT: listener.port, SECRET: secret })
  done.catch(() => {})
  const peer = await listener.accept(SOON)
  return { secret, done, peer }
}

async function expectProof(peer: Peer, secret: string, challenge: Uint8Array) {
  const wanted = new Uint8Array(createHmac('sha256', secret).update(challenge).digest())
  expect(
    await peer.read(BYTES, SOON),
    say('HMAC-SHA256(SECRET, challenge), 32 bytes', '挑战的 HMAC-SHA256，密钥为 SECRET，32 个字节'),
  ).toEqualBytes(wanted)
}

/** The client's one frame: header and payload. */
async function frameOf(peer: Peer) {
  const header = await peer.read(HEADER, SOON)
  const length = Buffer.from(header).readUInt32BE()
  expect(length, say('payload length of the frame, big-endian', '帧的载荷长度，大端')).toBeLessThanOrEqual(MOST_PAYLOAD)
  const payload = await peer.read(length, SOON)
  return { bytes: join(header, payload), text: new TextDecoder().decode(payload) }
}

async function expectCode(done: Promise<number>, code: number, told: string) {
  expect(await done, `${told}: ${say('what main resolved to', 'main 的结果')}`).toBe(code)
}

/** The rest of a conversation that goes well. */
async function finish(peer: Peer, done: Promise<number>) {
  const { bytes, text } = await frameOf(peer)
  peer.write(bytes)
  await expectPrinted(text.split('\n').filter((line) => line !== ''))
  await expectCode(done, 0, say('the echo has come', '回显已到达'))
}

check('accepted', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  peer.write(challenge)
  await expectProof(peer, secret, challenge)
  peer.write('OK\n')
  await finish(peer, done)
  peer.end()
  expect(
    await ended(SOON),
    say('exit code, and nothing may keep the process', '退出码；不能有东西让进程留着不退'),
  ).toBe(0)
})

check('refused', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  peer.write(challenge)
  await expectProof(peer, secret, challenge)
  peer.write('NO\n')
  peer.end()
  await expectCode(done, 1, say('the server said NO', '服务器说 NO'))
})

check('refused-in-pieces', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  peer.write(challenge)
  await expectProof(peer, secret, challenge)
  await peer.send([utf8('N'), utf8('O\n')], { gapMs: QUIET_MS })
  const told = say('NO came in two pieces', 'NO 分两段到达')
  peer.end()
  await expectCode(done, 1, told)
})

check('pieces', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  const cut = random.int(1, BYTES - 1)
  peer.write(challenge.subarray(0, cut))
  await pause(QUIET_MS)
  expect(
    peer.received.length,
    say(
      `bytes you sent when ${cut} of the challenge's 32 were there`,
      `挑战的 32 个字节到了 ${cut} 个，这时你已发送的字节数`,
    ),
  ).toBe(0)
  peer.write(challenge.subarray(cut))
  await expectProof(peer, secret, challenge)
  peer.write('OK\n')
  await finish(peer, done)
  const flow = await capture.flow(peer)
  flow.nothingBefore('submission', byteNumber('spec', BYTES))
})

check('any-bytes', async () => {
  const { secret, done, peer } = await begin()
  const challenge = join(Uint8Array.from([0, 0x0a, 0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a]), random.bytes(BYTES - 8))
  peer.write(challenge)
  await expectProof(peer, secret, challenge)
  peer.write('OK\n')
  await finish(peer, done)
})

check('waits-for-the-verdict', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  peer.write(challenge)
  await expectProof(peer, secret, challenge)
  await pause(QUIET_MS)
  expect(
    peer.unread.length,
    say('bytes you sent after the response and before the verdict', '应答之后、判定之前，你发送的字节数'),
  ).toBe(0)
  peer.write('OK\n')
  await finish(peer, done)
})

check('echo-in-pieces', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  peer.write(challenge)
  await expectProof(peer, secret, challenge)
  await peer.send([utf8('O'), utf8('K\n')], { gapMs: 30 })
  const { bytes, text } = await frameOf(peer)
  await peer.dribble(bytes, { gapMs: 5 })
  await expectPrinted(text.split('\n').filter((line) => line !== ''))
  await expectCode(done, 0, say('verdict and echo came in pieces', '判定和回显分段到达'))
})

check('early-echo', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  peer.write(challenge)
  await expectProof(peer, secret, challenge)
  // A frame that stands behind the verdict in the same segment is the next thing to be read.
  const words = random.text(8)
  const early = Buffer.alloc(HEADER)
  early.writeUInt32BE(words.length)
  peer.write(join(utf8('OK\n'), early, utf8(words)))
  await expectPrinted([words])
  await expectCode(done, 0, say('OK and a frame came in one write', 'OK 和一个帧由一次写入送到'))
})

check('closes-early', async () => {
  const places: [string, number][] = [
    [say('nothing', '什么都没有'), 0],
    [say('a part of the challenge', '挑战的一部分'), random.int(1, BYTES - 1)],
    [say('the challenge, and no verdict', '挑战，没有判定'), BYTES],
  ]
  for (const [what, length] of places) {
    const { done, peer } = await begin()
    peer.write(random.bytes(length))
    if (length === BYTES) await peer.read(BYTES, SOON)
    peer.end()
    await expectCode(done, 2, `${say('the server sent', '服务器发送了')} ${what}; ${say('then FIN', '然后是 FIN')}`)
  }
})

check('keeps-the-secret', async () => {
  const { secret, done, peer } = await begin()
  const challenge = random.bytes(BYTES)
  peer.write(challenge)
  await peer.read(BYTES, SOON)
  peer.write('NO\n')
  peer.end()
  await done.catch(() => {})
  const flow = await capture.flow(peer)
  flow.never('submission', secret, say('the secret', '密钥'))
})
