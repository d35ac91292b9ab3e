/** Real programs and the kernel's own TCP over a disturbed wire: what they notice, and what they never should. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { networkOf } from '../../src/course/network.ts'
import type { FaultPlan, FaultRule } from '../../src/protocol/faults.ts'
import { type CapturedPacket, isOfFlow } from '../../src/protocol/lab.ts'
import type { NetworkPlan } from '../../src/protocol/network.ts'
import { LIMITS } from '../../src/sidecar/limits.ts'
import { PAIR } from '../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { decode } from '../../src/wire/decode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'

const PORT = 9_999

let sandbox: Sandbox
beforeAll(async () => {
  if (NAMESPACES) sandbox = await openSandbox()
})
afterAll(() => sandbox?.close())
beforeEach(ownNetwork)

type Run = { server: string; client: string; packets: CapturedPacket[]; lost: number }

type Where = { network: NetworkPlan; server: string; client: string }
const ON_A_PAIR: Where = { network: PAIR, server: 'server', client: 'client' }

/** Runs two programs on a wire with faults until both have ended. */
async function run(
  faults: FaultPlan,
  server: string,
  client: string,
  ready = `tcp:${PORT}`,
  where = ON_A_PAIR,
): Promise<Run> {
  const network = await sandbox.open({ network: where.network })
  const seen: Run = { server: '', client: '', packets: [], lost: 0 }
  try {
    network.onPackets((packets, lost) => {
      seen.packets.push(...packets)
      seen.lost += lost
    })
    await network.setFaults(faults)
    await network.beginRun()
    const start = (name: 'server' | 'client', source: string) =>
      network.start(
        { name, file: `${name}.ts`, host: where[name], args: [], limits: LIMITS },
        { [`${name}.ts`]: source },
        {
          output: (_stream, text) => {
            seen[name] += text
          },
          call: () => {},
          exit: () => {},
        },
      )
    const listener = await start('server', server)
    expect(await network.listening(where.server, ready, AbortSignal.timeout(30_000)), seen.server).toBe(true)
    const sender = await start('client', client)
    await sender.exited
    const late = setTimeout(() => void listener.stop('stopped'), 10_000)
    await listener.exited
    clearTimeout(late)
    await network.flush()
    return seen
  } finally {
    await network.close()
  }
}

/** Both send each other bytes that either can check, and close. */
const talk = (bytes: number) => `
function* numbers(seed: number) { for (let n = seed; ; n = (n * 1103515245 + 12345) % 2147483648) yield (n >>> 16) & 255 }
export function stream(seed: number) { const all = numbers(seed); return Buffer.from(Array.from({ length: ${bytes} }, () => all.next().value as number)) }
export function check(name: string, got: Buffer[], seed: number) {
  const all = Buffer.concat(got)
  const right = stream(seed)
  const at = all.findIndex((byte, index) => byte !== right[index])
  console.log(name, all.length === right.length && at < 0 ? 'intact' : \`\${all.length} bytes, wrong at \${at}\`)
}`
const SERVER = (bytes: number) => `import { createServer } from 'node:net'
${talk(bytes)}
const server = createServer({ allowHalfOpen: true }, (socket) => {
  const got: Buffer[] = []
  socket.on('data', (chunk) => got.push(chunk))
  socket.on('end', () => { check('up', got, 1); socket.end(stream(2)); server.close() })
  socket.on('error', (error) => { console.log(error.message); server.close() })
})
server.listen(${PORT})`
const CLIENT = (bytes: number) => `import { connect } from 'node:net'
${talk(bytes)}
const got: Buffer[] = []
const socket = connect({ port: ${PORT}, host: 'server', noDelay: true, allowHalfOpen: true }, () => {
  const all = stream(1)
  // Some small writes, then the rest at once.
  for (let at = 0; at < 600; at += 60) socket.write(all.subarray(at, at + 60))
  socket.end(all.subarray(600))
})
socket.on('data', (chunk) => got.push(chunk))
socket.on('end', () => { check('down', got, 2) })
socket.on('error', (error) => console.log(error.message))`

const share = (most: number) => fc.double({ min: 0, max: most, noNaN: true })
const place = fc.constantFrom({}, { from: 'client' }, { to: 'client', of: 'tcp' as const })
const rule: fc.Arbitrary<FaultRule> = fc
  .tuple(
    place,
    fc.oneof(
      fc.record({ kind: fc.constant('loss' as const), probability: share(0.04) }),
      fc.record({ kind: fc.constant('duplicate' as const), probability: share(0.3) }),
      fc.record({ kind: fc.constant('reorder' as const), probability: share(0.1), by: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('delay' as const), ms: fc.integer({ min: 0, max: 8 }) }),
      fc.record({ kind: fc.constant('jitter' as const), ms: fc.integer({ min: 0, max: 8 }) }),
      fc.record({
        kind: fc.constant('rate' as const),
        kbps: fc.integer({ min: 4_000, max: 90_000 }),
        queue: fc.constant(30_000),
      }),
      fc.record({
        kind: fc.constant('split' as const),
        sizes: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 4 }),
        gapMs: fc.integer({ min: 0, max: 2 }),
      }),
      fc.record({
        kind: fc.constant('split' as const),
        mean: fc.integer({ min: 20, max: 500 }),
        gapMs: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('coalesce' as const),
        bytes: fc.integer({ min: 2, max: 3_000 }),
        ms: fc.integer({ min: 1, max: 30 }),
      }),
    ),
  )
  .map(([where, action]) => ({ ...where, ...action }))

describe('a TCP stream', () => {
  test('arrives whole and in order, whatever is done to its segments', async () => {
    const plans = fc.record({
      seed: fc.integer({ min: 0, max: 0xffff_ffff }),
      rules: fc.array(rule, { minLength: 2, maxLength: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { server, client, lost } = await run(plan, SERVER(30_000), CLIENT(30_000))
        expect([server, client, lost]).toEqual(['up intact\n', 'down intact\n', 0])
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })

  test('is told once: what the tracker is fed has the bytes that were written, and no more', async () => {
    const rules: FaultRule[] = [
      { kind: 'duplicate', probability: 0.3 },
      { kind: 'split', sizes: [100, 7], gapMs: 0 },
      { kind: 'coalesce', bytes: 200, ms: 10 },
    ]
    const { packets, server, client } = await run({ seed: 4, rules }, SERVER(5_000), CLIENT(5_000))
    expect([server, client]).toEqual(['up intact\n', 'down intact\n'])
    const tracker = new FlowTracker()
    for (const packet of packets)
      if (isOfFlow(packet))
        tracker.add(packet.n, packet.at, decode(Buffer.from(packet.data, 'base64'), packet.length), packet.dropped)
    expect(tracker.flows).toHaveLength(1)
    expect(tracker.flows[0]).toMatchObject({
      bytes: { client: 5_000, server: 5_000 },
      handshake: 'complete',
      close: 'fin',
    })
    const numbers = new Set(packets.map(({ n }) => n))
    for (const { made, of } of packets) if (made) expect(of?.every((n) => numbers.has(n))).toBe(true)
    expect(new Set(packets.map(({ made }) => made))).toEqual(new Set([undefined, 'duplicate', 'piece']))
  })
})

describe('a reader', () => {
  const reader = `import { createServer } from 'node:net'
const server = createServer((socket) => {
  const reads: number[] = []
  socket.on('data', (chunk) => reads.push(chunk.length))
  socket.on('error', (error) => { console.log(error.code, reads.reduce((sum, size) => sum + size, 0)); server.close() })
  socket.on('end', () => { console.log(reads.join(' ')); server.close() })
})
server.listen(${PORT})`

  test('gets the pieces that a segment was split into', async () => {
    const writer = `import { connect } from 'node:net'
const socket = connect(${PORT}, 'server', () => socket.end('abcdefgh'))`
    const { server, packets } = await run(
      { seed: 1, rules: [{ kind: 'split', sizes: [3, 3, 2], gapMs: 90 }] },
      reader,
      writer,
    )
    // On a busy machine a reader may come too late for two of them, but never takes half a piece.
    expect(['3 3 2\n', '3 5\n', '6 2\n']).toContain(server)
    const pieces = packets.filter(({ made }) => made === 'piece')
    const whole = packets.find(({ replaced }) => replaced)!
    const sizes = pieces.map(({ data, length }) => decode(Buffer.from(data, 'base64'), length).payloadLength)
    expect(sizes).toEqual([3, 3, 2])
    expect(pieces.map(({ of }) => of)).toEqual([[whole.n], [whole.n], [whole.n]])
    expect(whole.arrived).toBeUndefined()
  })

  test('gets several writes at once when their segments were joined', async () => {
    const writer = `import { connect } from 'node:net'
const socket = connect({ port: ${PORT}, host: 'server', noDelay: true }, async () => {
  for (const text of ['one', 'two', 'six']) { socket.write(text); await new Promise((resolve) => setImmediate(resolve)) }
  socket.end()
})`
    const { server, packets } = await run({ seed: 1, rules: [{ kind: 'coalesce', bytes: 9, ms: 150 }] }, reader, writer)
    expect(server).toBe('9\n')
    expect(packets.filter(({ replaced }) => replaced)).toHaveLength(3)
  })

  test('and the writer learn of a reset after exactly so many bytes', async () => {
    const writer = `import { connect } from 'node:net'
const socket = connect({ port: ${PORT}, host: 'server', noDelay: true })
socket.on('error', (error) => { console.log(error.code); clearInterval(timer) })
const timer = setInterval(() => socket.write(Buffer.alloc(700)), 3)`
    const { server, client, packets } = await run(
      { seed: 1, rules: [{ from: 'client', kind: 'reset', after: 1_000 }] },
      reader,
      writer,
    )
    expect(server).toBe('ECONNRESET 1000\n')
    expect(client).toBe('ECONNRESET\n')
    expect(
      packets
        .filter(({ made }) => made === 'reset')
        .map(({ from }) => from)
        .slice(0, 2)
        .sort(),
    ).toEqual(['client', 'server'])
  })
})

describe('datagrams', () => {
  const receiver = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
const got: string[] = []
socket.on('message', (message) => { if (String(message) === 'end') { console.log(got.join(' ')); socket.close() } else got.push(String(message)) })
socket.bind(${PORT})`
  const sender = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
const send = (text: string) => new Promise((resolve) => socket.send(text, ${PORT}, 'server', resolve))
await new Promise((resolve) => socket.connect(${PORT}, 'server', resolve as () => void)).then(() => socket.disconnect())
for (let n = 0; n < 200; n++) await send(String(n))
await new Promise((resolve) => setTimeout(resolve, 300))
for (let n = 0; n < 20; n++) await send('end')
socket.close()`
  const rules: FaultRule[] = [
    { of: 'udp', kind: 'loss', probability: 0.3 },
    { of: 'udp', kind: 'duplicate', probability: 0.1 },
    { of: 'udp', kind: 'reorder', probability: 0.1, by: 3 },
  ]

  /** In the order in which they reached the wire, which on a busy machine need not be that of sending. */
  const fates = ({ packets }: Run) => {
    const datagrams = packets.filter(({ data }) => decode(Buffer.from(data, 'base64')).protocol === 'udp')
    const copied = new Set(datagrams.flatMap(({ made, of = [] }) => (made === 'duplicate' ? of : [])))
    const sent = datagrams.filter(({ made }) => made === undefined).slice(0, 200)
    return sent.map(({ n, dropped }) => (dropped ? 'lost' : copied.has(n) ? 'twice' : 'once'))
  }

  test('of the same seed have the same fates, of another seed others', async () => {
    const seen = async (seed: number) => run({ seed, rules }, receiver, sender, `udp:${PORT}`)
    const [first, second, other] = [await seen(5), await seen(5), await seen(6)]
    expect(new Set(fates(first))).toEqual(new Set(['lost', 'once', 'twice']))
    expect(fates(second)).toEqual(fates(first))
    expect(fates(other)).not.toEqual(fates(first))
    const heard = (text: string) => text.trim().split(' ').map(Number)
    const order = heard(first.server)
    expect(order.length).toBe(fates(first).reduce((sum, fate) => sum + { lost: 0, once: 1, twice: 2 }[fate]!, 0))
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
  })
})

describe('on a switch', () => {
  const where = { network: networkOf({ topology: 'lan', size: 3 }), client: 'h1', server: 'h2' }
  const receiver = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
const got: string[] = []
socket.on('message', (message) => { if (String(message) === 'end') { console.log(got.join(' ')); socket.close() } else got.push(String(message)) })
socket.bind(${PORT})`
  const sender = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
const send = (text: string) => new Promise((resolve) => socket.send(text, ${PORT}, 'h2', resolve))
for (const text of ['one', 'two', 'six', 'end']) await send(text)
socket.close()`
  const lost = ({ packets }: Run) => packets.flatMap(({ dropped, from, to }) => (dropped ? [`${from} ${to}`] : []))

  test('a rule without a place counts a frame once, on its way in', async () => {
    const seen = await run(
      { seed: 1, rules: [{ of: 'udp', kind: 'drop', nth: [2] }] },
      receiver,
      sender,
      `udp:${PORT}`,
      where,
    )
    expect(seen.server).toBe('one six\n')
    expect(lost(seen)).toEqual(['h1 switch'])
  })

  test('a rule for whom the cable leads to holds on the way out', async () => {
    const seen = await run(
      { seed: 1, rules: [{ to: 'h2', of: 'udp', kind: 'drop', nth: [1, 3] }] },
      receiver,
      sender,
      `udp:${PORT}`,
      where,
    )
    expect(seen.server).toBe('two\n')
    expect(lost(seen)).toEqual(['switch h2', 'switch h2'])
  })
})

describe('faults', () => {
  test('change in a run that goes on: a cut cable, mended, goes on where it was', async () => {
    const network = await sandbox.open({ network: PAIR })
    try {
      let said = ''
      const listen = `import { createServer } from 'node:net'
createServer((socket) => { socket.on('data', (chunk) => process.stdout.write(chunk)) }).listen(${PORT})`
      const tick = `import { connect } from 'node:net'
const socket = connect(${PORT}, 'server')
let n = 0
setInterval(() => socket.write(\`\${n++} \`), 20)`
      await network.beginRun()
      const start = (name: string, source: string) =>
        network.start(
          { name, file: `${name}.ts`, host: name, args: [], limits: LIMITS },
          { [`${name}.ts`]: source },
          { output: (_stream, text) => (said += text), call: () => {}, exit: () => {} },
        )
      const server = await start('server', listen)
      await network.listening('server', `tcp:${PORT}`, AbortSignal.timeout(30_000))
      const client = await start('client', tick)
      const heard = async (more: (text: string) => boolean) => {
        for (let tries = 0; !more(said) && tries < 800; tries++) await new Promise((resolve) => setTimeout(resolve, 50))
        return said
      }
      await heard((text) => text.includes('5 '))
      await network.setFaults({ seed: 1, rules: [{ kind: 'cut' }] })
      const before = said
      await new Promise((resolve) => setTimeout(resolve, 400))
      expect(said.length - before.length).toBeLessThan(8)
      await network.setFaults({ seed: 1, rules: [] })
      const after = await heard((text) => text.length > before.length + 60)
      const numbers = after.trim().split(' ').slice(0, -1).map(Number)
      expect(numbers).toEqual(numbers.map((_, index) => index))
      await Promise.all([server.stop('stopped'), client.stop('stopped')])
    } finally {
      await network.close()
    }
  })
})
