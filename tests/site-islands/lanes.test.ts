/** A network of several nodes: a packet is there once for each cable, and counts once. */
import { expect, it } from 'vitest'
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { ladder } from '../../src/site/islands/bench/ladder.ts'
import { streamsOf } from '../../src/site/islands/bench/streams.ts'
import { Trace } from '../../src/site/islands/bench/trace.ts'
import { encode } from '../../src/wire/encode.ts'
import type { TcpFlag } from '../../src/wire/types.ts'

const HOSTS = { h1: { address: '10.0.0.1', port: 50_000 }, h3: { address: '10.0.0.3', port: 9_999 } }

/** The same frame from one host to the switch, and from there to the other. */
function overSwitch(at: number, from: 'h1' | 'h3', flags: TcpFlag[], seq: number, ack: number, text = '') {
  const to = from === 'h1' ? 'h3' : 'h1'
  const bytes = encode({
    ip: { source: HOSTS[from].address, destination: HOSTS[to].address },
    tcp: { sourcePort: HOSTS[from].port, destinationPort: HOSTS[to].port, seq, ack, flags },
    payload: new TextEncoder().encode(text),
  })
  const frame = { link: 'switch', data: Buffer.from(bytes).toString('base64'), length: bytes.length }
  return [
    { ...frame, at, from, to: 'switch' },
    { ...frame, at: at + 10, from: 'switch', to },
  ]
}

it('names a packet on its second cable as on its first, and counts its bytes once', () => {
  const trace = new Trace()
  const frames = [
    ...overSwitch(100, 'h1', ['SYN'], 100, 0),
    ...overSwitch(200, 'h3', ['SYN', 'ACK'], 900, 101),
    ...overSwitch(300, 'h1', ['ACK'], 101, 901),
    ...overSwitch(400, 'h1', ['PSH', 'ACK'], 101, 901, 'hello'),
  ]
  trace.add(frames.map((frame, index): CapturedPacket => ({ ...frame, n: index + 1 })))
  expect(trace.rows.map(({ kind, from, to, further }) => `${kind} ${from} ${to}${further ? ' further' : ''}`)).toEqual([
    'syn h1 switch',
    'syn switch h3 further',
    'syn h3 switch',
    'syn switch h1 further',
    'ack h1 switch',
    'ack switch h3 further',
    'data h1 switch',
    'data switch h3 further',
  ])
  expect(trace.flows.map(({ segments, bytes }) => [segments.length, bytes.client])).toEqual([[4, 5]])
  const streams = streamsOf(trace.flows, [])
  const items = ladder({ rows: trace.rows, calls: [], streams, servers: new Set() })
  expect(items.flatMap((item) => (item.type === 'group' ? [`${item.name} ${item.packets}`] : []))).toEqual([
    'Handshake 6',
    'Data 2',
  ])
})
