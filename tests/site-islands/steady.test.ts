/** A run that grows: what was drawn stays the very same, and what is found fast is what looking at everything finds. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CapturedPacket, SocketCall } from '../../src/protocol/lab.ts'
import { type LadderItem, ladder } from '../../src/site/islands/bench/ladder.ts'
import { type StateSegment, statePaths } from '../../src/site/islands/bench/sockets/tcp-states.ts'
import { steadyItems } from '../../src/site/islands/bench/steady.ts'
import { overlaps, streamsOf } from '../../src/site/islands/bench/streams.ts'
import { Trace } from '../../src/site/islands/bench/trace.ts'
import { storyOf } from '../../src/site/islands/bench/wire/story.ts'
import { benchWords } from '../../src/site/islands/bench/words.ts'
import { words } from '../../src/site/islands/i18n.ts'
import { encode } from '../../src/wire/encode.ts'
import type { TcpFlag } from '../../src/wire/types.ts'

const SEED = { seed: 20_261_122 }

function packet(n: number, fromClient: boolean, flags: TcpFlag[], seq: number, ack: number, text = ''): CapturedPacket {
  const [source, destination] = fromClient ? [50_312, 9_999] : [9_999, 50_312]
  const bytes = encode({
    ip: { source: '127.0.0.1', destination: '127.0.0.1' },
    tcp: { sourcePort: source, destinationPort: destination, seq, ack, flags },
    payload: new TextEncoder().encode(text),
  })
  return { n, at: n * 500, link: 'lo', data: Buffer.from(bytes).toString('base64'), length: bytes.length }
}

/** One byte a segment, each acknowledged. */
function talk(bytes: number): { packets: CapturedPacket[]; calls: SocketCall[] } {
  const packets = [packet(1, true, ['SYN'], 99, 0), packet(2, false, ['SYN', 'ACK'], 499, 100)]
  const calls: SocketCall[] = []
  for (let at = 0; at < bytes; at++) {
    const n = packets.length + 1
    packets.push(packet(n, true, ['PSH', 'ACK'], 100 + at, 500, '.'), packet(n + 1, false, ['ACK'], 500, 101 + at))
    const ends = { local: '127.0.0.1:50312', remote: '127.0.0.1:9999' }
    calls.push({
      program: 'client',
      call: 'write',
      id: at,
      at: n * 500 - 10,
      until: n * 500,
      ...ends,
      from: at,
      to: at + 1,
    })
  }
  return { packets, calls }
}

function items(packets: readonly CapturedPacket[], calls: readonly SocketCall[], trace: Trace): LadderItem[] {
  trace.add(packets.slice(trace.rows.length))
  return ladder({ rows: trace.rows, calls, streams: streamsOf(trace.flows, calls), servers: new Set(['server']) })
}

describe('a ladder that grows', () => {
  const { packets, calls } = talk(200)
  const trace = new Trace()
  const before = items(packets.slice(0, 300), calls.slice(0, 149), trace)
  const now = items(packets, calls, trace)
  const kept = steadyItems(before, now)

  it('is what it would be if it were drawn from nothing', () => expect(kept).toEqual(now))

  it('keeps the very items that are as they were: only the end and its group are drawn anew', () => {
    const known = new Set(before)
    const anew = kept.filter((item) => !known.has(item))
    expect(kept.length - anew.length).toBeGreaterThan(290)
    expect(anew.length).toBeLessThan(kept.length - before.length + 6)
  })

  it('draws a row anew when the call that wrote its bytes is told later', () => {
    const unknown = items(packets, calls.slice(0, 100), trace)
    const told = steadyItems(unknown, now)
    const row = told.find((item) => item.type === 'packet' && item.row.n === 300 - 1)
    expect(unknown.includes(row!)).toBe(false)
    expect(row).toMatchObject({ carried: { pieces: [{ colour: expect.any(Number) }] } })
  })
})

it('storyOf finds the read of most writes and the write of most reads, as counting all pairs does', () => {
  const en = benchWords(words('en'), 'en')
  const cut = (sizes: readonly number[]) => {
    let at = 0
    return sizes.map((size, index) => {
      const from = at
      at += size
      return { index, from, to: at, call: { program: 'p', call: 'write', id: index, at: index } }
    })
  }
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(sizes, sizes, (first, second) => {
      const [writes, reads] = [cut(first), cut(second)]
      const length = Math.max(writes.at(-1)!.to, reads.at(-1)!.to)
      const stream = {
        key: '',
        client: '',
        server: '',
        fromClient: true,
        flow: null,
        writes,
        segments: [],
        reads,
        length,
      }
      const most = (of: typeof writes, others: typeof writes) =>
        of
          .map((one) => ({ one, count: others.filter((other) => overlaps(one, other)).length }))
          .toSorted((a, b) => b.count - a.count)[0]!
      const [glued, split] = [most(reads, writes), most(writes, reads)]
      const story = storyOf(stream, en)
      if (glued.count > 1) expect(story).toContain(en.glued(glued.one.index + 1, glued.count))
      if (split.count > 1) expect(story).toContain(en.split(split.one.index + 1, split.count))
      if (glued.count <= 1) expect(story).not.toContain('took the bytes')
      if (split.count <= 1) expect(story).not.toContain('was taken by')
    }),
    SEED,
  )
})

it('a segment counts as received before the first one that acknowledges it, clocks out of order or not', () => {
  // The client's FIN is stamped late: by its own clock the server saw it after it had acknowledged it.
  const flags: Record<string, TcpFlag[]> = { fin: ['FIN', 'ACK'], ack: ['ACK'] }
  const segment = (
    n: number,
    at: number,
    fromClient: boolean,
    kind: string,
    seq: number,
    ack: number,
  ): StateSegment => ({
    n,
    at,
    fromClient,
    flags: flags[kind]!,
    seq,
    ack,
    length: 0,
  })
  const many = Array.from({ length: 3_000 }, (_, index) => ({
    ...segment(index + 1, index, index % 2 === 0, 'ack', 1 + (index >> 1), 1),
    length: index % 2 === 0 ? 1 : 0,
    ack: index % 2 === 0 ? 1 : 2 + (index >> 1),
  }))
  const close = [
    { ...segment(3_001, 3_000, true, 'fin', 1_501, 1), arrived: 3_400 },
    segment(3_002, 3_100, false, 'ack', 1, 1_502),
    segment(3_003, 3_200, false, 'fin', 1, 1_502),
    segment(3_004, 3_300, true, 'ack', 1_502, 2),
  ]
  const { client, server } = statePaths([...many, ...close])
  expect(client.steps.map(({ to }) => to)).toEqual(['FIN_WAIT_1', 'FIN_WAIT_2', 'TIME_WAIT'])
  expect(server.steps.map(({ to }) => to)).toEqual(['CLOSE_WAIT', 'LAST_ACK', 'CLOSED'])
})
