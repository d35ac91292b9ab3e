/** Datagrams from the call that sent them to the calls that received them. */
import { describe, expect, test } from 'vitest'
import type { SocketCall } from '../../src/protocol/lab.ts'
import { datagramsOf, type SeenDatagrams } from '../../src/trace/datagrams.ts'
import { streamsOf } from '../../src/trace/streams.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'

const CLIENT = '10.0.0.1:40000'
const SERVER = '10.0.0.2:9999'

let id = 0
const call = (program: string, name: string, at: number, size: number, more: Partial<SocketCall> = {}): SocketCall => {
  const [local, remote] = program === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT]
  return { program, call: name, id: ++id, at, until: at + 1, local, remote, from: 0, to: size, ...more }
}
const sent = (at: number, size: number, more: Partial<SocketCall> = {}) =>
  call('client', 'send', at, size, { datagram: true, ...more })

type Seen = { at: number; size: number; dropped?: boolean; to?: string; back?: boolean }

function flowsOf(packets: Seen[]) {
  const tracker = new FlowTracker()
  for (const [index, { at, size, dropped, to = '10.0.0.2', back }] of packets.entries()) {
    const ports = back ? [9_999, 40_000] : [40_000, 9_999]
    const ip = back ? { source: to, destination: '10.0.0.1' } : { source: '10.0.0.1', destination: to }
    const bytes = encode({
      ip,
      udp: { sourcePort: ports[0]!, destinationPort: ports[1]! },
      payload: new Uint8Array(size),
    })
    tracker.add(index + 1, at, decode(bytes), dropped)
  }
  return tracker.flows
}

function outline(packets: Seen[], calls: SocketCall[], seen: SeenDatagrams = {}) {
  const dropped = new Set(packets.flatMap((packet, index) => (packet.dropped ? [index + 1] : [])))
  return datagramsOf(flowsOf(packets), calls, { dropped, ...seen }).map(({ size, packets, lost, sent, received }) => [
    size,
    sent?.at ?? null,
    packets,
    lost ? 'lost' : received.map(({ program, at }) => `${program} ${at}`).join(),
  ])
}

test('each is found in its three lives, in both directions', () => {
  const packets = [
    { at: 10, size: 5 },
    { at: 20, size: 7 },
    { at: 30, size: 2, back: true },
  ]
  const calls = [
    sent(8, 5),
    sent(18, 7),
    call('server', 'message', 15, 5),
    call('server', 'message', 25, 7),
    call('server', 'send', 28, 2, { datagram: true }),
    call('client', 'message', 35, 2),
  ]
  expect(outline(packets, calls)).toEqual([
    [5, 8, [1], 'server 15'],
    [7, 18, [2], 'server 25'],
    [2, 28, [3], 'client 35'],
  ])
})

test('one that a link lost is named, and the next is not taken for it', () => {
  const packets = [
    { at: 10, size: 5 },
    { at: 20, size: 5, dropped: true },
    { at: 30, size: 5 },
  ]
  const calls = [
    sent(9, 5),
    sent(19, 5),
    sent(29, 5),
    call('server', 'message', 12, 5),
    call('server', 'message', 32, 5),
  ]
  expect(outline(packets, calls)).toEqual([
    [5, 9, [1], 'server 12'],
    [5, 19, [2], 'lost'],
    [5, 29, [3], 'server 32'],
  ])
})

test('a duplicate is received twice', () => {
  const packets = [{ at: 10, size: 5 }]
  const calls = [sent(9, 5), call('server', 'message', 12, 5), call('server', 'message', 13, 5)]
  expect(outline(packets, calls, { copies: () => 1 })).toEqual([[5, 9, [1], 'server 12,server 13']])
})

test('those that overtook each other are taken in the order in which they were there', () => {
  const packets = [
    { at: 10, size: 5 },
    { at: 11, size: 6 },
  ]
  const calls = [sent(9, 5), sent(10, 6), call('server', 'message', 15, 6), call('server', 'message', 40, 5)]
  expect(outline(packets, calls, { arrived: (n) => (n === 1 ? 39 : 14) })).toEqual([
    [5, 9, [1], 'server 40'],
    [6, 10, [2], 'server 15'],
  ])
})

test('what nobody received and what was sent by a program that is not watched stay as they are', () => {
  const packets = [
    { at: 10, size: 5 },
    { at: 20, size: 6 },
  ]
  expect(outline(packets, [sent(9, 5), call('server', 'message', 22, 6)])).toEqual([
    [5, 9, [1], ''],
    [6, null, [2], 'server 22'],
  ])
})

test('one sent to many is received by each of them, whatever it is bound to', () => {
  const packets = [{ at: 10, size: 5, to: '10.0.0.255' }]
  const calls = [
    sent(9, 5, { local: '0.0.0.0:40000', remote: '10.0.0.255:9999' }),
    call('h2', 'message', 12, 5, { local: '0.0.0.0:9999', remote: CLIENT }),
    call('h3', 'message', 12, 5, { local: '10.0.0.3:9999', remote: CLIENT }),
  ]
  expect(outline(packets, calls)).toEqual([[5, 9, [1], 'h2 12,h3 12']])
})

test('one cut into fragments is one datagram with all its packets; without one of them it is nowhere', () => {
  const payload = new Uint8Array(2_000)
  const whole = encode({
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    udp: { sourcePort: 40_000, destinationPort: 9_999 },
    payload,
  })
  const tracker = new FlowTracker()
  const [first, second] = fragmentsOf(whole, 1_480)
  tracker.add(1, 10, decode(first!))
  tracker.add(2, 11, decode(second!))
  const calls = [sent(9, 2_000), call('server', 'message', 20, 2_000)]
  expect(datagramsOf(tracker.flows, calls)).toMatchObject([{ size: 2_000, packets: [1, 2], received: [{ at: 20 }] }])
  const alone = new FlowTracker()
  alone.add(1, 10, decode(first!))
  expect(datagramsOf(alone.flows, [sent(9, 2_000)])).toMatchObject([{ packets: [], received: [], sent: { at: 9 } }])
})

/** RFC 791 §2.3: the content of one IPv4 packet in two, the first of `size` bytes. */
function fragmentsOf(frame: Uint8Array, size: number): Uint8Array[] {
  const [ethernet, header] = [14, 20]
  const content = frame.subarray(ethernet + header)
  return [content.subarray(0, size), content.subarray(size)].map((part, index) => {
    const piece = new Uint8Array(ethernet + header + part.length)
    piece.set(frame.subarray(0, ethernet + header))
    piece.set(part, ethernet + header)
    const view = new DataView(piece.buffer)
    view.setUint16(ethernet + 2, header + part.length)
    view.setUint16(ethernet + 6, index === 0 ? 0x2000 : size / 8)
    return piece
  })
}

describe('without packets', () => {
  test('calls alone tell what was sent and what came', () => {
    const calls = [sent(9, 5), sent(10, 6), call('server', 'message', 15, 5)]
    expect(outline([], calls)).toEqual([
      [5, 9, [], 'server 15'],
      [6, 10, [], ''],
    ])
  })

  test('by paths of UNIX sockets', () => {
    const [a, b] = ['/tmp/a.sock', '/tmp/b.sock']
    const calls = [
      call('client', 'sendto', 1, 3, { local: a, remote: b }),
      call('server', 'recvfrom', 5, 3, { local: b, remote: a }),
    ]
    expect(outline([], calls)).toEqual([[3, 1, [], 'server 5']])
  })
})

test('a datagram that was read into less room than it needs is still that datagram', () => {
  const calls = [sent(9, 500), call('server', 'recvfrom', 12, 100, { result: '100' })]
  expect(outline([{ at: 10, size: 500 }], calls)).toEqual([[500, 9, [1], 'server 12']])
})

test('BSD calls that do not say which they are belong to datagrams where the packets are, and are no stream', () => {
  const packets = [
    { at: 10, size: 5 },
    { at: 20, size: 5 },
  ]
  const calls = [call('client', 'send', 9, 5), call('client', 'send', 19, 5), call('server', 'recv', 12, 5)]
  expect(outline(packets, calls)).toEqual([
    [5, 9, [1], 'server 12'],
    [5, 19, [2], ''],
  ])
  expect(streamsOf(flowsOf(packets), calls)).toEqual([])
})

test('ten times as many take about ten times as long, not a hundred times', () => {
  const told = (count: number) => {
    const packets = Array.from({ length: count }, (_, n) => ({ at: n * 10, size: 8, dropped: n % 10 === 3 }))
    const calls = packets.flatMap(({ at, dropped }) => [
      sent(at - 2, 8),
      ...(dropped ? [] : [call('server', 'message', at + 3, 8)]),
    ])
    const begun = process.cpuUsage()
    const list = outline(packets, calls)
    const { user } = process.cpuUsage(begun)
    expect(list.filter(([, , , fate]) => fate === 'lost')).toHaveLength(count / 10)
    expect(list.every(([, , , fate]) => fate !== '')).toBe(true)
    return user
  }
  told(1_000) // the first is slow for other reasons
  expect(told(20_000) / told(2_000)).toBeLessThan(50)
})

test('a receiver bound to every address takes what was sent to its own host, not to another', () => {
  const packets = [{ at: 10, size: 5 }]
  const calls = [
    sent(8, 5),
    call('other', 'message', 14, 5, { local: '0.0.0.0:9999' }),
    call('server', 'message', 15, 5, { local: '0.0.0.0:9999' }),
  ]
  const addressesOf = (program: string) => ({ server: ['10.0.0.2'], other: ['10.0.0.3'] })[program] ?? null
  expect(outline(packets, calls, { addressesOf })).toEqual([[5, 8, [1], 'server 15']])
})

test('one that a link noted as delivered only after its receiver had it, on a busy machine, is that one all the same', () => {
  const packets = [
    { at: 10, size: 5 },
    { at: 20_000, size: 5 },
  ]
  const calls = [sent(8, 5), sent(19_990, 5), call('server', 'message', 400, 5), call('server', 'message', 20_400, 5)]
  const arrived = (n: number) => ({ 1: 3_000, 2: 20_300 })[n] ?? null
  expect(outline(packets, calls, { arrived }).map(([, , , fate]) => fate)).toEqual(['server 400', 'server 20400'])
})
