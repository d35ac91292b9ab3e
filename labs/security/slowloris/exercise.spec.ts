import { expect } from 'vitest'
import { check, connect, faults, type Peer, pause, random, say, startServer } from 'wirebook/spec'
import type { Env } from './starter/slowloris.ts'

/** Shorter and smaller than the defaults, so that the tests are quick. */
const DEADLINE_MS = 600
const PER_IP = 4
const TOTAL = 9
/** Where no clock is meant to strike. */
const PATIENT_MS = 10_000
const DEFAULT_DEADLINE_MS = 1_500
/** How late a busy machine may be. */
const LATE_MS = 900
const SOON = { within: 1_000 }
const MAX_HEAD = 8_192
const [LEFT, RIGHT] = ['h2', 'h3']
const REPLY = 'OK\n'

type Settings = Partial<Pick<Env, 'DEADLINE_MS' | 'PER_IP' | 'TOTAL'>>
const start = (env: Settings = { DEADLINE_MS: PATIENT_MS }) => startServer<typeof import('./starter/slowloris.ts')>(env)
const utf8 = (text: string) => new TextEncoder().encode(text)
const newHead = () => `GET ${random.text(6)}\nname: ${random.text(random.int(3, 20))}\n\n`

async function expectOk(peer: Peer, told: string) {
  expect(await peer.read(REPLY.length, SOON), told).toEqualBytes(utf8(REPLY))
}
async function ask(peer: Peer, told: string) {
  peer.write(newHead())
  await expectOk(peer, told)
}
const endOf = (peer: Peer, within: number) => peer.closed({ within }).catch(() => say('still open', '仍然打开'))
async function closes(peer: Peer, told: string, within = SOON.within) {
  expect(await endOf(peer, within), told).toMatch(/^(fin|reset)$/)
}
/** How long it takes until the server closes, which must be near the deadline. */
async function expectCut(peer: Peer, deadline: number, told: string, began = performance.now()) {
  await closes(peer, told, deadline + LATE_MS)
  const took = Math.round(performance.now() - began)
  expect(took, `${told}; ${say('closed after ms', '过了多少毫秒才关闭')}`).toBeGreaterThan(deadline * 0.7)
}
async function several(n: number, port: number, from: string): Promise<Peer[]> {
  const peers: Peer[] = []
  for (let i = 0; i < n; i++) peers.push(await connect(port, { from, within: 4_000 }))
  return peers
}

check('normal', async () => {
  const server = await start()
  const peer = await connect(server.port)
  await ask(peer, say('lines and an empty line', '若干行和一个空行'))
  const bytes = utf8(newHead())
  await peer.send(random.cuts(bytes), { gapMs: 5 })
  await expectOk(peer, say('another request on the same connection, in pieces', '同一连接上的另一个请求，分段发送'))
  peer.write(newHead() + newHead())
  await expectOk(peer, say('two requests in one write: the first', '一次写入两个请求：第一个'))
  await expectOk(peer, say('two requests in one write: the second', '一次写入两个请求：第二个'))
  await server.close()
})

check('silent', async () => {
  const server = await start({})
  const peer = await connect(server.port)
  await expectCut(
    peer,
    DEFAULT_DEADLINE_MS,
    say('connected and silent; the default is 1,500 ms', '连接之后一声不响；默认为 1500 ms'),
  )
})

check('dribble', async () => {
  const server = await start({ DEADLINE_MS })
  const peer = await connect(server.port)
  const gapMs = DEADLINE_MS / 6
  void peer.dribble(utf8(`GET ${random.text(40)}`), { gapMs }).catch(() => {})
  await expectCut(
    peer,
    DEADLINE_MS,
    say(
      `a byte every ${gapMs} ms; DEADLINE_MS is ${DEADLINE_MS}`,
      `每 ${gapMs} ms 一个字节；DEADLINE_MS 为 ${DEADLINE_MS}`,
    ),
  )
})

check('per-address', async () => {
  const server = await start({ DEADLINE_MS: PATIENT_MS, PER_IP, TOTAL })
  const holders = await several(PER_IP, server.port, LEFT)
  for (const peer of holders) await ask(peer, say('within the limit of its address', '没有超过这个地址的上限'))
  const [excess] = await several(1, server.port, LEFT)
  await closes(
    excess!,
    say(
      `connection ${PER_IP + 1} of an address; PER_IP is ${PER_IP}`,
      `同一地址的第 ${PER_IP + 1} 个连接；PER_IP 为 ${PER_IP}`,
    ),
  )
  const [other] = await several(1, server.port, RIGHT)
  await ask(other!, say('another address at the same time', '同时来自另一个地址'))
})

check('default-limit', async () => {
  const server = await start()
  const limit = 20
  const holders = await several(limit, server.port, LEFT)
  await ask(holders.at(-1)!, say('connection 20 of an address', '同一地址的第 20 个连接'))
  const [excess] = await several(1, server.port, LEFT)
  await closes(
    excess!,
    say('connection 21 of an address; PER_IP was not given', '同一地址的第 21 个连接；没有给出 PER_IP'),
  )
})

check('total', async () => {
  const server = await start({ DEADLINE_MS: PATIENT_MS, PER_IP: TOTAL, TOTAL })
  const left = random.int(2, TOTAL - 2)
  const holders = [...(await several(left, server.port, LEFT)), ...(await several(TOTAL - left, server.port, RIGHT))]
  await ask(holders.at(-1)!, say(`connection ${TOTAL} of ${TOTAL}`, `${TOTAL} 个连接中的第 ${TOTAL} 个`))
  const [excess] = await several(1, server.port, RIGHT)
  await closes(excess!, say(`one more than TOTAL, ${TOTAL}`, `比 TOTAL（${TOTAL}）多一个`))
})

check('freed', async () => {
  const server = await start({ DEADLINE_MS, PER_IP, TOTAL })
  for (let round = 0; round < 3; round++) {
    const holders = await several(PER_IP, server.port, LEFT)
    const [excess] = await several(1, server.port, LEFT)
    await closes(excess!, say('one too many', '多了一个'))
    if (round === 0) for (const peer of holders) peer.end()
    for (const peer of holders)
      await closes(peer, say('closed at the deadline', '期限一到就关闭'), DEADLINE_MS + LATE_MS)
  }
  await pause(50)
  const [late] = await several(1, server.port, LEFT)
  await ask(
    late!,
    say('after the attack the places are free again, for its address too', '攻击过后名额重新空出，攻击者的地址也一样'),
  )
})

check('long-head', async () => {
  const server = await start()
  const peer = await connect(server.port)
  const rest = MAX_HEAD - 2
  peer.write(`${'x'.repeat(rest)}\n\n`)
  await expectOk(peer, say('a head of 8,192 bytes', '8192 个字节的请求头'))
  peer.write('y'.repeat(MAX_HEAD + 1))
  await closes(peer, say('8,193 bytes and no end of the head', '8193 个字节，请求头还没有结束'))
  const lines = await connect(server.port)
  lines.write('z\n'.repeat(MAX_HEAD / 2 + 1))
  await closes(lines, say('8,194 bytes in short lines', '8194 个字节，都是短行'))
})

check('slow-network', async () => {
  const server = await start({})
  await faults('delay=150')
  const peer = await connect(server.port, { within: 4_000 })
  const bytes = utf8(newHead())
  const cut = random.int(1, bytes.length - 1)
  peer.write(bytes.subarray(0, cut))
  await pause(450)
  peer.write(bytes.subarray(cut))
  expect(
    await peer.read(REPLY.length, { within: 2_000 }),
    say('an honest client behind a round trip of 300 ms, two pieces', '往返 300 ms 的老实客户端，分两段'),
  ).toEqualBytes(utf8(REPLY))
})

check('later-request', async () => {
  const server = await start({ DEADLINE_MS })
  const peer = await connect(server.port)
  await pause(DEADLINE_MS * 0.5)
  await ask(peer, say('the first request', '第一个请求'))
  await pause(DEADLINE_MS * 2)
  await ask(
    peer,
    say(
      `a second one after ${DEADLINE_MS * 2} ms of rest: between requests there is no deadline`,
      `歇了 ${DEADLINE_MS * 2} ms 之后的第二个请求：请求之间没有期限`,
    ),
  )
  peer.write('GET ')
  await pause(DEADLINE_MS * 0.5)
  peer.write('x\n\n')
  await expectOk(peer, say('a third in two pieces, half a deadline apart', '第三个请求分两段，相隔半个期限'))
  peer.write('G')
  await expectCut(peer, DEADLINE_MS, say('one byte of a fourth, then silence', '第四个请求只来一个字节，然后一声不响'))
})
