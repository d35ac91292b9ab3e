/** The ladder's items from frames as they are captured and calls as they are told. */
import { describe, expect, it } from 'vitest'
import type { CapturedPacket, SocketCall } from '../../src/protocol/lab.ts'
import { type LadderItem, ladder, waits } from '../../src/site/islands/bench/ladder.ts'
import { streamsOf } from '../../src/site/islands/bench/streams.ts'
import { Trace } from '../../src/site/islands/bench/trace.ts'
import { encode, encodeArp } from '../../src/wire/encode.ts'
import type { TcpFlag } from '../../src/wire/types.ts'

type Sent = {
  at: number
  from: 'client' | 'server'
  flags: TcpFlag[]
  seq: number
  ack?: number
  text?: string
  dropped?: true
  arrived?: number
}

function frame(sent: Sent): Uint8Array {
  const [source, destination] = sent.from === 'client' ? [50_312, 9_999] : [9_999, 50_312]
  return encode({
    ip: { source: '127.0.0.1', destination: '127.0.0.1' },
    tcp: { sourcePort: source, destinationPort: destination, seq: sent.seq, ack: sent.ack ?? 0, flags: sent.flags },
    payload: new TextEncoder().encode(sent.text ?? ''),
  })
}

function capture(list: Sent[]): CapturedPacket[] {
  return list.map((sent, index) => {
    const bytes = frame(sent)
    const { at, arrived, dropped } = sent
    const extra = { ...(arrived === undefined ? {} : { arrived }), ...(dropped ? { dropped } : {}) }
    return { n: index + 1, at, ...extra, link: 'lo', data: Buffer.from(bytes).toString('base64'), length: bytes.length }
  })
}

const HANDSHAKE: Sent[] = [
  { at: 100, from: 'client', flags: ['SYN'], seq: 1_000 },
  { at: 120, from: 'server', flags: ['SYN', 'ACK'], seq: 5_000, ack: 1_001 },
  { at: 130, from: 'client', flags: ['ACK'], seq: 1_001, ack: 5_001 },
]
const DATA: Sent = { at: 60_000, from: 'client', flags: ['PSH', 'ACK'], seq: 1_001, ack: 5_001, text: 'hello' }

function draw(list: Sent[], calls: SocketCall[] = []): LadderItem[] {
  const trace = new Trace()
  trace.add(capture(list))
  const streams = streamsOf(trace.flows, calls)
  return ladder({ rows: trace.rows, calls, streams, servers: new Set(['server']) })
}
const outline = (items: LadderItem[]) =>
  items.map((item) =>
    item.type === 'group'
      ? item.name
      : item.type === 'gap'
        ? item.reason
        : `${item.row.fromClient ? '>' : '<'} ${item.row.kind}`,
  )

describe('ladder', () => {
  it('groups what belongs together and folds a silence into one row', () => {
    expect(outline(draw([...HANDSHAKE, DATA]))).toEqual([
      'Handshake',
      '> syn',
      '< syn',
      '> ack',
      'silence',
      'Data',
      '> data',
    ])
  })

  it('says that a timer ran before a segment that was sent again', () => {
    const [syn, ...rest] = HANDSHAKE
    const items = draw([
      { ...syn!, at: 0, dropped: true },
      { ...syn!, at: 1_000_000 },
      ...rest.map((one) => ({ ...one, at: one.at + 1_000_000 })),
    ])
    expect(outline(items).slice(0, 5)).toEqual(['Handshake', '> syn', 'timer', 'Retransmission', '> rtx'])
  })

  it('says that a packet was on its way when the next one waited for its arrival', () => {
    const [syn, synAck] = HANDSHAKE
    const items = draw([
      { ...syn!, at: 0, arrived: 100_000 },
      { ...synAck!, at: 100_020, arrived: 200_020 },
    ])
    expect(outline(items)).toContain('travelling')
  })

  it('puts a write beside the segment that carried it, in its own colour, or into the silence before', () => {
    const ends = { local: '127.0.0.1:50312', remote: '127.0.0.1:9999' }
    const write = (at: number): SocketCall => ({
      program: 'client',
      call: 'write',
      at,
      until: at,
      id: 1,
      from: 0,
      to: 5,
      ...ends,
    })
    const beside = draw([...HANDSHAKE, DATA], [write(59_990)]).find(
      (item) => item.type === 'packet' && item.row.n === 4,
    )
    expect(beside).toMatchObject({ notes: { client: [{ colour: 1, part: 'whole' }], server: [] } })
    const held = draw([...HANDSHAKE, DATA], [write(2_000)]).find((item) => item.type === 'gap')
    expect(held).toMatchObject({ notes: { client: [{ colour: 1 }] } })
  })

  it('hatches the lifeline of the side that sat in a call, from where it began to where it returned', () => {
    const accept: SocketCall = { program: 'server', call: 'accept', at: 50, until: 50_000, id: 1 }
    const gap = draw([...HANDSHAKE, DATA], [accept]).find((item) => item.type === 'gap')
    expect(gap).toMatchObject({ hatch: { client: [], server: [{ from: 0, ends: true }] } })
    const piece = gap?.type === 'gap' ? gap.hatch.server[0]! : null
    expect(piece!.to).toBeGreaterThan(0.8)
    expect(piece!.to).toBeLessThan(0.85)
  })

  it('draws no call on a port of which no packet is there: its lifeline would be another one', () => {
    const listens = { local: '127.0.0.1:9998' }
    const server = (call: string, id: number, more: Partial<SocketCall>): SocketCall => ({
      program: 'server',
      call,
      at: 50,
      id,
      ...more,
    })
    const elsewhere = [server('listen', 1, { until: 60, ...listens }), server('accept', 2, listens)]
    for (const item of draw([...HANDSHAKE, DATA], elsewhere))
      if (item.type !== 'group') expect([item.notes.server, item.hatch.server]).toEqual([[], []])
    const here = draw(HANDSHAKE, [server('listen', 1, { until: 60, local: '0.0.0.0:9999' })])
    expect(here.find((item) => item.type === 'packet')).toMatchObject({ notes: { server: [{ part: 'whole' }] } })
  })

  it('puts the calls that sent and received a datagram beside its packet, whatever came in between', () => {
    const datagram = (n: number, at: number, size: number): CapturedPacket => {
      const ip = { source: '10.0.0.1', destination: '10.0.0.2' }
      const bytes = encode({ ip, udp: { sourcePort: 40_000, destinationPort: 9_999 }, payload: new Uint8Array(size) })
      const data = Buffer.from(bytes).toString('base64')
      return { n, at, link: 'wire', from: 'client', data, length: bytes.length }
    }
    const trace = new Trace()
    trace.add([datagram(1, 100, 5), datagram(2, 120, 6)])
    const [client, server] = ['10.0.0.1:40000', '10.0.0.2:9999']
    const calls: SocketCall[] = [
      { program: 'client', call: 'send', at: 90, id: 1, local: client, remote: server, from: 0, to: 5, datagram: true },
      { program: 'client', call: 'send', at: 91, id: 2, local: client, remote: server, from: 0, to: 6, datagram: true },
      { program: 'server', call: 'message', at: 300, id: 1, local: server, remote: client, from: 0, to: 5 },
    ]
    const items = ladder({ rows: trace.rows, calls, streams: [], servers: new Set(['server']) })
    const beside = items.flatMap((item) =>
      item.type === 'packet'
        ? [[item.notes.client, item.notes.server].map((notes) => notes.map(({ call }) => call.id))]
        : [],
    )
    expect(beside).toEqual([
      [[1], [1]],
      [[2], []],
    ])
  })

  it('draws ARP and takes its direction from the host that sent it', () => {
    const macs = { senderMac: '02:00:00:00:00:02', targetMac: '02:00:00:00:00:01' }
    const bytes = encodeArp({ operation: 2, ...macs, senderIp: '10.0.0.2', targetIp: '10.0.0.1' })
    const trace = new Trace()
    trace.add([{ n: 1, at: 0, link: 'wire', from: 'server', data: Buffer.from(bytes).toString('base64'), length: 42 }])
    const items = ladder({ rows: trace.rows, calls: [], streams: [], servers: new Set() })
    expect(outline(items)).toEqual(['Control', '< ctl'])
  })
})

describe('waits', () => {
  it('ends a wait where the program made another call: it was not held', () => {
    const calls: SocketCall[] = [
      { program: 'server', call: 'accept', at: 0, id: 1 },
      { program: 'server', call: 'write', at: 900, until: 900, id: 2 },
      { program: 'client', call: 'connect', at: 10, id: 1 },
    ]
    expect(waits(calls).map(({ program, from, to }) => [program, from, to])).toEqual([
      ['server', 0, 900],
      ['client', 10, Number.POSITIVE_INFINITY],
    ])
  })
})
