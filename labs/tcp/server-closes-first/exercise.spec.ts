import { expect } from 'vitest'
import {
  capture,
  check,
  connect,
  data,
  fin,
  finAcked,
  type Peer,
  pause,
  printed,
  random,
  say,
  startServer,
} from 'wirebook/spec'

const start = () => startServer<typeof import('./starter/server-closes-first.ts')>()

const BYE = 'bye\n'
const NOBODY = 'nobody'
/** How long the server may take before the test ends its side too. */
const PATIENCE_MS = 700
/** And until the last ACK. */
const within = 1_200
const utf8 = (text: string) => new TextEncoder().encode(text)
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** The other side's end, or null when it does not come in time. */
const endOf = (peer: Peer) => peer.closed({ within: PATIENCE_MS }).catch(() => null)

/** The server sends the first FIN. */
async function endsFirst(peer: Peer) {
  const told = say(
    `sent a line; your FIN should come within ${PATIENCE_MS} ms, while this side is still open`,
    `发送了一行；你的 FIN 应在 ${PATIENCE_MS} ms 内到来，此时这一方仍然开着`,
  )
  expect(await endOf(peer), told).toBe('fin')
}

/** A printed line holds this number, and no other digits beside it. */
async function expectCount(count: number, told: string) {
  const number = new RegExp(`(^|\\D)${count}(\\D|$)`)
  const has = (output: string) =>
    output
      .split('\n')
      .slice(0, -1)
      .some((line) => number.test(line))
  const output = await printed({ within: PATIENCE_MS, until: has }).catch(() => printed({ within: 0 }))
  expect(has(output), `${told}; ${say(`your program has printed "${output}"`, `你的程序打印了“${output}”`)}`).toBe(true)
}

check('order', async () => {
  const server = await start()
  const peer = await connect(server.port)
  peer.write(`${random.text(9)}\n`)
  await endOf(peer)
  peer.end()
  const flow = await capture.flow(peer, { over: true, within })
  flow
    .handshake('complete')
    .resetBy(NOBODY)
    .closedFirstBy('submission')
    .order(fin('submission'), finAcked('spec'), fin('spec'), finAcked('submission'))
  await server.close()
})

check('bye', async () => {
  const server = await start()
  const peer = await connect(server.port)
  peer.write(`${random.text(9)}\n`)
  await endsFirst(peer)
  expect(text(peer.received), say('what came before your FIN', '你的 FIN 之前收到的内容')).toBe(BYE)
  peer.end()
  const flow = await capture.flow(peer, { over: true, within })
  flow.order(data('submission', BYE), fin('submission'))
})

check('late-bytes', async () => {
  const server = await start()
  const peer = await connect(server.port)
  peer.write(`${random.text(5)}\n`)
  await endsFirst(peer)
  const late = random.bytes(random.int(50_000, 60_000))
  for (let at = 0; at < late.length; at += 10_000) {
    peer.write(late.subarray(at, at + 10_000))
    await pause(5)
  }
  peer.end()
  const how = await peer.closed({ within }).catch(() => 'open')
  expect(how, say(`sent ${late.length} bytes after your FIN`, `在你的 FIN 之后发送了 ${late.length} 字节`)).toBe('fin')
  const flow = await capture.flow(peer, { over: true, within })
  flow.resetBy(NOBODY)
  await expectCount(late.length, say(`${late.length} bytes came after the line`, `这一行之后来了 ${late.length} 字节`))
  await server.close()
})

check('fragments', async () => {
  const server = await start()
  const peer = await connect(server.port)
  const line = utf8(random.text(12))
  await peer.send(random.cuts(line, 4), { gapMs: 20 })
  await pause(60)
  expect(text(peer.received), say('the line had no end yet', '这一行还没有结束')).toBe('')
  const extra = random.int(11, 99)
  peer.write(Buffer.concat([utf8('\n'), random.bytes(extra)]))
  await endsFirst(peer)
  expect(text(peer.received), say('then its end came', '随后行尾到了')).toBe(BYE)
  peer.end()
  await capture.flow(peer, { over: true, within })
  await expectCount(
    extra,
    say(`${extra} bytes came in one write with the end of the line`, `${extra} 字节与行尾在同一次写入中到达`),
  )
})

check('client-first', async () => {
  const server = await start()
  const peer = await connect(server.port)
  peer.write(random.pick(['', random.text(3)]))
  peer.end()
  expect(
    await endOf(peer),
    say(
      'the client ended without a whole line: answer its FIN with yours',
      '客户端没有发完一行就结束了：用你的 FIN 回应它',
    ),
  ).toBe('fin')
  expect(text(peer.received), say('and say nothing', '并且什么也不说')).toBe('')
  const flow = await capture.flow(peer, { over: true, within })
  flow.closedFirstBy('spec').resetBy(NOBODY)
  await server.close()
})

check('twenty', async () => {
  const server = await start()
  const peers: Peer[] = []
  for (let group = 0; group < 4; group++)
    peers.push(...(await Promise.all(Array.from({ length: 5 }, () => connect(server.port, { within: 4_000 })))))
  for (const peer of peers) peer.write('hel')
  await pause(20)
  for (const peer of peers) peer.write('lo\n')
  for (const [i, peer] of peers.entries()) {
    await endsFirst(peer)
    expect(text(peer.received), say(`client ${i + 1} of 20`, `20 个客户端中的第 ${i + 1} 个`)).toBe(BYE)
    peer.end()
  }
  for (const peer of peers)
    (await capture.flow(peer, { over: true, within })).closedFirstBy('submission').resetBy(NOBODY)
  await server.close()
})
