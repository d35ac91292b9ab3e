import { expect } from 'vitest'
import {
  type CapturedFlow,
  capture,
  check,
  data,
  ended,
  expectPrinted,
  fin,
  finAcked,
  HOST,
  learner,
  listen,
  type Peer,
  random,
  rst,
  say,
} from 'wirebook/spec'

const { main } = learner<typeof import('./starter/perform-close.ts')>()

const QUESTION = 'count me'
const within = 1_500
/** A client that does not finish before it hears the answer gets it after this time, so that its packets can be shown. */
const PATIENCE_MS = 500
const PIECE_MS = 15

const endOf = (peer: Peer, ms: number) => peer.closed({ within: ms }).catch(() => null)

/** Echoes a line; answers the question only after the FIN; finishes when the client has. */
async function serve(peer: Peer, reply: string, pieces: boolean): Promise<void> {
  const line = await peer.line({ within }).catch(() => null)
  if (line === QUESTION) {
    await endOf(peer, PATIENCE_MS)
    peer.write(`${reply}\n`)
  } else if (line !== null) {
    const echo = new TextEncoder().encode(`${line}\n`)
    await peer.send(pieces ? [echo.subarray(0, 1), echo.subarray(1, -1), echo.subarray(-1)] : [echo], {
      gapMs: PIECE_MS,
    })
  }
  await endOf(peer, within)
  peer.end()
}

/** Plays the server for all three connections; returns them in the order in which they began. */
async function perform({ pieces = false } = {}) {
  const reply = `${random.int(1_000, 9_999)} bytes`
  const listener = await listen()
  const done = main({ HOST, PORT: listener.port })
  done.catch(() => {})
  const peers: Peer[] = []
  const served: Promise<void>[] = []
  for (let i = 0; i < 3; i++) {
    const peer = await listener.accept({ within })
    peers.push(peer)
    served.push(serve(peer, reply, pieces))
  }
  await Promise.all(served)
  await done
  const [a, b, c] = peers as [Peer, Peer, Peer]
  return { a, b, c, reply }
}

const lineOf = (peer: Peer) => new TextDecoder().decode(peer.received)
const flowOf = (peer: Peer) => capture.flow(peer, { over: true, within })

function expectLine(peer: Peer, name: string) {
  expect(lineOf(peer), say(`(${name}) sends one line of your own`, `（${name}）发送一行，内容自选`)).toMatch(
    /^[^\n]+\n$/,
  )
}

check('graceful', async () => {
  const { a } = await perform()
  expectLine(a, 'a')
  const flow = await flowOf(a)
  flow
    .handshake()
    .order(data('submission'), data('spec'), fin('submission'), finAcked('spec'), fin('spec'), finAcked('submission'))
    .closedFirstBy('submission')
    .resetBy('nobody')
})

check('half-close', async () => {
  const { c, reply } = await perform()
  expect(lineOf(c), say('(c) sends the question', '（c）发送这个问题')).toBe(`${QUESTION}\n`)
  const flow = await flowOf(c)
  flow.order(data('submission', QUESTION), fin('submission'), data('spec', reply), fin('spec')).resetBy('nobody')
  await expectPrinted([reply])
})

check('reset', async () => {
  const { b } = await perform()
  expectLine(b, 'b')
  const flow = await flowOf(b)
  flow.handshake().order(data('submission'), data('spec'), rst('submission')).resetBy('submission')
  const finished = flow.flow.segments.some(
    (segment) => segment.flags.includes('FIN') && flow.who(segment) === 'submission',
  )
  expect(finished, say(`(b) no FIN from you\n${flow.text()}`, `（b）你不应发出 FIN\n${flow.text()}`)).toBe(false)
})

check('in-turn', async () => {
  await perform()
  const flows = await capture.flows({ over: true, within })
  expect(flows.length, say('three connections', '三个连接')).toBe(3)
  for (const [i, next] of flows.slice(1).entries()) {
    const closed = endedAt(flows[i]!)
    const told = say(
      `connection ${i + 2} began before you had ended connection ${i + 1}`,
      `第 ${i + 2} 个连接开始时，你还没有结束第 ${i + 1} 个`,
    )
    expect(next.packets[0]!.at, told).toBeGreaterThanOrEqual(closed)
  }
})

/** When the submission sent its FIN or RST. */
function endedAt(flow: CapturedFlow): number {
  const end = flow.flow.segments.find(
    (segment) => flow.who(segment) === 'submission' && segment.flags.some((flag) => flag === 'FIN' || flag === 'RST'),
  )
  return end?.at ?? Number.POSITIVE_INFINITY
}

check('pieces', async () => {
  const { a, b } = await perform({ pieces: true })
  for (const [peer, end] of [
    [a, fin],
    [b, rst],
  ] as const)
    (await flowOf(peer)).order(data('submission'), data('spec', '\n'), end('submission'))
})

check('ends', async () => {
  await perform()
  expect(await ended({ within }), say('the exit code of your program', '你的程序的退出码')).toBe(0)
})
