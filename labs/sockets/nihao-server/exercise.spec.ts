import { expect } from 'vitest'
import { capture, check, connect, HOST, type Peer, pause, printed, random, say, startServer } from 'wirebook/spec'

const start = () => startServer<typeof import('./starter/nihao-server.ts')>()
const GREETING = new TextEncoder().encode('你好')
/** Within a listen queue of 5. */
const GROUP = 5
const NOBODY = 'nobody'
const PATIENT_MS = 4_000

/** A caller that listens to the end, and what it must have heard. */
async function hears(peer: Peer, told: string, how: { within?: number; due?: boolean } = {}) {
  expect(await peer.readToEnd(how), told).toEqualBytes(GREETING)
}

check('greeting', async () => {
  const server = await start()
  const peer = await connect(server.port)
  await hears(
    peer,
    say('everything that one client received before the end of stream', '一个客户端到流结束为止收到的全部内容'),
  )
  await peer.expectClose()
  peer.end()
  await server.close()
})

check('ten-in-a-row', async () => {
  const server = await start()
  for (let i = 1; i <= 10; i++) {
    const peer = await connect(server.port)
    await hears(peer, say(`client ${i} of 10`, `10 个客户端中的第 ${i} 个`))
    peer.end()
  }
})

check('resets', async () => {
  const server = await start()
  for (const ms of [0, 0, 0, 5, 10]) {
    const rude = await connect(server.port)
    if (ms > 0) await pause(ms)
    rude.reset()
  }
  await pause(30)
  const peer = await connect(server.port)
  await hears(peer, say('a client after five that reset their connections', '五个客户端复位了连接，之后来的一个客户端'))
})

check('silent', async () => {
  const server = await start()
  await connect(server.port, { reading: false })
  await connect(server.port, { reading: false })
  const peer = await connect(server.port)
  await hears(peer, say('two clients before this one neither read nor close', '此前有两个客户端既不读取也不关闭'), {
    due: true,
  })
})

check('twenty', async () => {
  const server = await start()
  const peers: Peer[] = []
  for (let i = 0; i < 20; i += GROUP)
    peers.push(
      ...(await Promise.all(Array.from({ length: GROUP }, () => connect(server.port, { within: PATIENT_MS })))),
    )
  for (const [i, peer] of peers.entries())
    await hears(peer, say(`client ${i + 1} of 20, all connected`, `20 个同时连接的客户端中的第 ${i + 1} 个`))
})

check('talks-first', async () => {
  const server = await start()
  const peer = await connect(server.port)
  await peer.send([random.bytes(random.int(500, 1_500)), random.bytes(random.int(500, 1_500))], { gapMs: 40 })
  await hears(peer, say('a client that sends some bytes of its own', '一个客户端，自己也发来一些字节'))
  peer.end()
  const flow = await capture.flow(peer, { over: true })
  flow.resetBy(NOBODY)
})

check('prints', async () => {
  const server = await start()
  for (let i = 0; i < 2; i++) {
    const peer = await connect(server.port)
    await hears(peer, say('what the client received', '客户端收到的内容'))
    const line = `连接地址：${HOST}:${peer.localPort}\n`
    const text = await printed({ within: 1_500, until: (all) => all.split('\n').length > i + 1 })
    expect(text.slice(-line.length), say(`the line for client ${i + 1}`, `为第 ${i + 1} 个客户端打印的行`)).toBe(line)
    peer.end()
  }
})
