/** Writes, segments and reads of random streams under random faults, put together again from real frames. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SocketCall } from '../../src/protocol/lab.ts'
import { pieces, type Stream, streamsOf } from '../../src/trace/streams.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import type { TcpFlag } from '../../src/wire/types.ts'

/** One direction of one connection: how its bytes are cut three times over, and what happens to each segment. */
type Plan = {
  writes: number[]
  segments: { size: number; fate: Fate; held: number }[]
  reads: number[]
  initial: number
  port: number
}
/** `again`: lost, and sent once more. `twice`: came, and was sent once more all the same. `grown`: lost, and what was sent once more reaches further. */
type Fate = 'once' | 'again' | 'twice' | 'grown'

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 25 })
const fates = fc.constantFrom<Fate>('once', 'once', 'once', 'again', 'twice', 'grown')
const planOf = (port: fc.Arbitrary<number>): fc.Arbitrary<Plan> =>
  fc.record({
    writes: sizes,
    segments: fc.array(fc.record({ size: fc.integer({ min: 1, max: 60 }), fate: fates, held: fc.nat(4) }), {
      minLength: 60,
      maxLength: 60,
    }),
    reads: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 60, maxLength: 60 }),
    // Near the turn of the counter, and anywhere.
    initial: fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 2 ** 32 - 200, max: 2 ** 32 - 1 })),
    port,
  })

type Family = { client: string; server: string; text: (address: string, port: number) => string }
const FAMILIES: Family[] = [
  { client: '10.0.0.1', server: '10.0.0.2', text: (address, port) => `${address}:${port}` },
  { client: 'fd00::1', server: 'fd00::2', text: (address, port) => `[${address}]:${port}` },
]

type Frame = { bytes: Uint8Array; at: number; arrived: number; dropped: boolean }
type Made = { plan: Plan; frames: Frame[]; calls: SocketCall[]; total: number; missing: ReadonlySet<number> }

let id = 0

/** What a capture and two programs would tell of the plan, beginning at `start` µs. */
function made(plan: Plan, { client, server, text }: Family, start: number, told: (n: number) => boolean): Made {
  const total = plan.writes.reduce((sum, size) => sum + size, 0)
  const [local, remote] = [text(client, plan.port), text(server, 9_999)]
  const frames: Frame[] = []
  let clock = start
  const send = (
    fromClient: boolean,
    flags: TcpFlag[],
    seq: number,
    ack: number,
    length = 0,
    dropped = false,
    held = 0,
  ) => {
    clock += 10
    const [source, destination] = fromClient ? [client, server] : [server, client]
    const [sourcePort, destinationPort] = fromClient ? [plan.port, 9_999] : [9_999, plan.port]
    const tcp = { sourcePort, destinationPort, seq: seq >>> 0, ack: ack >>> 0, flags }
    const bytes = encode({ ip: { source, destination }, tcp, payload: new Uint8Array(length) })
    frames.push({ bytes, at: clock, arrived: clock + 5 + held * 13, dropped })
  }
  const first = plan.initial + 1
  send(true, ['SYN'], plan.initial, 0)
  send(false, ['SYN', 'ACK'], 700, first)
  send(true, ['ACK'], first, 701)
  for (let at = 0, index = 0; at < total; index++) {
    const { size, fate, held } = plan.segments[index % plan.segments.length]!
    const length = Math.min(size, total - at)
    const lost = fate === 'again' || fate === 'grown'
    send(true, ['PSH', 'ACK'], first + at, 701, length, lost, held)
    const further = fate === 'grown' ? Math.min(length + 7, total - at) : length
    if (fate !== 'once') send(true, ['PSH', 'ACK'], first + at, 701, further, false, held)
    at += length
  }
  const end = clock + 500
  const call = (program: string, name: string, at: number, more: Partial<SocketCall>): SocketCall => {
    const ends = program === 'client' ? { local, remote } : { local: remote, remote: local }
    return { program, call: name, id: ++id, at, until: at, ...ends, ...more }
  }
  const calls = [
    call('client', 'connect', start, { until: start + 35 }),
    call('server', 'accept', start - 900, { until: start + 36 }),
  ]
  const missing = new Set<number>()
  let offset = 0
  for (const [n, size] of plan.writes.entries()) {
    if (told(n)) calls.push(call('client', 'write', start + 36 + n / 100, { from: offset, to: offset + size }))
    else for (let byte = offset; byte < offset + size; byte++) missing.add(byte)
    offset += size
  }
  for (let at = 0, n = 0; at < total; n++) {
    const to = Math.min(total, at + plan.reads[n % plan.reads.length]!)
    calls.push(call('server', 'read', end + n, { from: at, to }))
    at = to
  }
  return { plan, frames, calls, total, missing }
}

function traced(all: Made[]): Stream[] {
  const frames = all.flatMap((one) => one.frames).sort((a, b) => a.at - b.at)
  const tracker = new FlowTracker()
  for (const [index, { bytes, at, dropped }] of frames.entries()) tracker.add(index + 1, at, decode(bytes), dropped)
  const calls = all.flatMap((one) => one.calls)
  const seen = {
    dropped: new Set(frames.flatMap(({ dropped }, index) => (dropped ? [index + 1] : []))),
    arrived: (n: number) => frames[n - 1]!.arrived,
  }
  const streams = streamsOf(tracker.flows, calls, seen)
  for (const stream of streams) rows(stream, seen)
  return streams
}

/** Each byte in exactly one range of each row, in order. */
function rows(stream: Stream, seen: Parameters<typeof pieces>[1]): void {
  let at = 0
  let before = { write: -1, read: -1 }
  for (const { from, to, write, segment, read } of pieces(stream, seen)) {
    expect(from).toBe(at)
    expect(to).toBeGreaterThan(from)
    at = to
    for (const row of [write, segment, read]) {
      if (row === null) continue
      expect(row.from).toBeLessThanOrEqual(from)
      expect(row.to).toBeGreaterThanOrEqual(to)
    }
    expect(segment?.dropped ?? false).toBe(false)
    if (write) expect(write.index).toBeGreaterThanOrEqual(before.write)
    if (read) expect(read.index).toBeGreaterThanOrEqual(before.read)
    before = { write: write?.index ?? before.write, read: read?.index ?? before.read }
  }
  expect(at).toBe(stream.length)
}

function complete(stream: Stream, { total, missing, plan }: Made, seen = {}): void {
  expect(stream.length).toBe(total)
  expect(stream.segments.length).toBeGreaterThan(0)
  for (const { from, to, write, segment, read } of pieces(stream, seen)) {
    expect(segment).not.toBeNull()
    expect(read).not.toBeNull()
    for (let byte = from; byte < to; byte++) expect(write === null).toBe(missing.has(byte))
  }
  const told = stream.writes.map(({ from, to }) => to - from)
  if (missing.size === 0) expect(told).toEqual(plan.writes)
}

test.each([
  ['IPv4', FAMILIES[0]!],
  ['IPv6', FAMILIES[1]!],
])(
  'however a stream is cut, lost, held up and sent again over %s, each of its bytes has one write, one segment and one read',
  (_, family) => {
    fc.assert(
      fc.property(planOf(fc.constant(50_312)), (plan) => {
        const one = made(plan, family, 1_000, () => true)
        const streams = traced([one])
        expect(streams).toHaveLength(1)
        complete(streams[0]!, one)
      }),
      { numRuns: 150 },
    )
  },
)

test('where calls were not told, their bytes have no write, and all others keep theirs', () => {
  fc.assert(
    fc.property(planOf(fc.constant(50_312)), fc.func(fc.boolean()), (plan, told) => {
      const one = made(plan, FAMILIES[0]!, 1_000, told)
      complete(traced([one])[0]!, one)
    }),
    { numRuns: 100 },
  )
})

test('connections to one port at the same time, and later ones between the same ports, are not mixed up', () => {
  const port = fc.constantFrom(50_312, 50_313)
  const watched = fc.record({ plan: planOf(port), silent: fc.boolean() })
  fc.assert(
    fc.property(fc.array(watched, { minLength: 2, maxLength: 5 }), (list) => {
      const begun = new Map<number, number>()
      const all = list.map(({ plan: drawn, silent }, index) => {
        // No two begin with the same number: that would be the first one's SYN sent again.
        const plan = { ...drawn, initial: (drawn.initial + index * 10_000) % 2 ** 32 }
        const start = begun.get(plan.port) ?? 1_000
        const one = made(plan, FAMILIES[0]!, start, () => true)
        begun.set(plan.port, start + 20_000)
        // Programs that are not watched: packets alone tell of these.
        return silent ? { ...one, calls: [] } : one
      })
      const streams = traced(all)
      expect(streams).toHaveLength(all.length)
      expect(new Set(streams.map(({ key }) => key)).size).toBe(all.length)
      for (const one of all) {
        const nth = all.filter(({ plan }) => plan.port === one.plan.port).indexOf(one)
        const stream = streams.filter(({ client }) => client.endsWith(`:${one.plan.port}`))[nth]!
        if (one.calls.length > 0) complete(stream, one)
        else expect([stream.length, stream.writes, stream.reads]).toEqual([one.total, [], []])
      }
    }),
    { numRuns: 80 },
  )
})

test('calls that contradict each other never make a row overlap', () => {
  const range = fc.tuple(fc.nat(300), fc.nat(80)).map(([from, size]) => ({ from, to: from + size }))
  const ends = { local: '10.0.0.1:50312', remote: '10.0.0.2:9999' }
  const call = fc
    .record({ range, at: fc.nat(5_000), call: fc.constantFrom('write', 'read', 'connect', 'accept', 'close', 'send') })
    .map(
      ({ range: { from, to }, ...rest }): SocketCall => ({ ...rest, program: 'client', id: ++id, ...ends, from, to }),
    )
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      for (const stream of streamsOf([], calls)) rows(stream, {})
    }),
    { numRuns: 500 },
  )
})
