import { describe, expect, test } from 'vitest'
import { decode } from '../../src/wire/decode.ts'
import { encode } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { groupOf } from '../../src/wire/group.ts'
import { summary } from '../../src/wire/summary.ts'
import type { TcpOption } from '../../src/wire/types.ts'
import { CLIENT, opened, SERVER, talk } from './talk.ts'

describe('opening', () => {
  test('SYN, SYN+ACK and ACK are the three steps of the handshake', () => {
    const { tracker, client, server } = talk()
    const steps = [client('S', 0, 0), server('S.', 0, 1), client('.', 1, 1)]
    expect(steps.map(({ kind, step, seq, ack }) => [kind, step, seq, ack])).toEqual([
      ['handshake', 1, 0, null],
      ['handshake', 2, 0, 1],
      ['handshake', 3, 1, 1],
    ])
    expect(tracker.flows).toMatchObject([
      {
        id: 0,
        client: '10.0.0.1:40000',
        server: '10.0.0.2:9999',
        handshake: 'complete',
        close: 'open',
        closedBy: null,
      },
    ])
    expect(new Set(steps.map(groupOf))).toEqual(new Set(['Handshake']))
  })

  test('a third step that already carries data is data, and completes the handshake', () => {
    const { tracker, client, server } = talk()
    client('S', 0, 0)
    server('S.', 0, 1)
    expect(client('P.', 1, 1, { data: 'hi' })).toMatchObject({ kind: 'data', step: 3, bytes: { from: 0, to: 2 } })
    expect(tracker.flows[0]!.handshake).toBe('complete')
  })

  test('RST+ACK to a SYN refuses', () => {
    const { tracker, client, server } = talk()
    client('S', 0, 0)
    expect(server('R.', 0, 1)).toMatchObject({ kind: 'reset', ack: 1, meaning: 'RST, refuses: nobody listens there' })
    expect(tracker.flows[0]).toMatchObject({ handshake: 'refused', close: 'reset', closedBy: 'server' })
  })

  test('a SYN the link dropped is a segment, and its copy a retransmission of step 1', () => {
    const { tracker, client, server } = talk()
    expect(client('S', 0, 0, { lost: true })).toMatchObject({ kind: 'handshake', step: 1 })
    expect(client('S', 0, 0)).toMatchObject({ kind: 'retransmission', step: 1, meaning: 'SYN, sent again' })
    expect(server('S.', 0, 1)).toMatchObject({ kind: 'handshake', step: 2 })
    expect(client('.', 1, 1)).toMatchObject({ kind: 'handshake', step: 3 })
    expect(tracker.flows).toHaveLength(1)
    expect(tracker.flows[0]).toMatchObject({ handshake: 'complete', retransmissions: 1 })
  })

  test('a lost third step completes nothing; the SYN+ACK comes again and so does the ACK', () => {
    const { tracker, client, server } = talk()
    client('S', 0, 0)
    server('S.', 0, 1)
    client('.', 1, 1, { lost: true })
    expect(tracker.flows[0]!.handshake).toBe('incomplete')
    expect(server('S.', 0, 1)).toMatchObject({ kind: 'retransmission', step: 2 })
    expect(client('.', 1, 1)).toMatchObject({ kind: 'handshake', step: 3 })
    expect(tracker.flows[0]!.handshake).toBe('complete')
  })

  test('two sides that open at once make one flow', () => {
    const { tracker, client, server } = talk()
    const kinds = [client('S', 0, 0), server('S', 0, 0), client('S.', 0, 1), server('S.', 0, 1)].map((s) => s.kind)
    expect(kinds).toEqual(['handshake', 'handshake', 'handshake', 'handshake'])
    expect(tracker.flows).toHaveLength(1)
    expect(tracker.flows[0]).toMatchObject({ handshake: 'complete', client: '10.0.0.1:40000' })
  })

  test('a SYN with another number between the same ends begins another flow', () => {
    const first = opened()
    first.client('F.', 1, 1)
    first.server('F.', 1, 2)
    const again = encode({
      ip: { source: CLIENT.address, destination: SERVER.address },
      tcp: { sourcePort: CLIENT.port, destinationPort: SERVER.port, seq: 77, flags: ['SYN'] },
    })
    expect(first.tracker.add(9, 900, decode(again))).toMatchObject({ flow: 1, kind: 'handshake', step: 1 })
    expect(first.tracker.flows.map((flow) => flow.handshake)).toEqual(['complete', 'incomplete'])
  })
})

describe('data', () => {
  test('byte ranges count each direction from 0, across the wrap of the sequence number', () => {
    const { tracker, client, server } = opened()
    expect(client('P.', 1, 1, { data: 'hello' })).toMatchObject({ kind: 'data', seq: 1, bytes: { from: 0, to: 5 } })
    expect(server('.', 1, 6)).toMatchObject({ kind: 'ack', ack: 6, meaning: 'ACK, confirms 5 bytes' })
    expect(server('P.', 1, 6, { data: 'ok' })).toMatchObject({ bytes: { from: 0, to: 2 } })
    expect(client('P.', 6, 3, { data: '!' })).toMatchObject({
      bytes: { from: 5, to: 6 },
      meaning: 'data, 1 byte (byte 5)',
    })
    expect(tracker.flows[0]!.bytes).toEqual({ client: 6, server: 2 })
  })

  test('a segment sent twice is a retransmission with the same bytes, counted once in the stream', () => {
    const { tracker, client } = opened()
    client('P.', 1, 1, { data: 'hello', lost: true })
    expect(client('P.', 1, 1, { data: 'hello' })).toMatchObject({ kind: 'retransmission', bytes: { from: 0, to: 5 } })
    expect(tracker.flows[0]).toMatchObject({ retransmissions: 1, bytes: { client: 5 } })
  })

  test('an ACK that says nothing new is a duplicate; with another window it is an update', () => {
    const { client, server } = opened()
    client('P.', 1, 1, { data: 'aaaa', lost: true })
    client('P.', 5, 1, { data: 'bbbb' })
    const sack: TcpOption[] = [{ kind: 'sack', blocks: [{ left: 3, right: 7 }] }]
    expect(server('.', 1, 1, { options: sack, window: 65_000 })).toMatchObject({ kind: 'duplicate-ack' })
    expect(server('.', 1, 1, { window: 60_000 })).toMatchObject({ kind: 'window-update', window: 60_000 })
  })

  test('a closed window is named, probed, and reopened', () => {
    const { client, server } = opened()
    client('P.', 1, 1, { data: 'x'.repeat(100) })
    expect(server('.', 1, 101, { window: 0 })).toMatchObject({ kind: 'zero-window' })
    expect(client('.', 100, 1)).toMatchObject({ kind: 'zero-window', meaning: expect.stringMatching(/probe/) })
    expect(server('.', 1, 101, { window: 0 })).toMatchObject({ kind: 'zero-window' })
    expect(server('.', 1, 101, { window: 500 })).toMatchObject({ kind: 'window-update' })
    expect(groupOf({ kind: 'zero-window' })).toBe('Zero window')
  })

  test('a keep-alive is an empty segment one number behind, and its answer belongs to it', () => {
    const { client, server } = opened()
    expect(client('.', 0, 1)).toMatchObject({ kind: 'keep-alive', seq: 0 })
    expect(server('.', 1, 1)).toMatchObject({ kind: 'keep-alive', meaning: 'ACK, still here' })
  })

  test('one byte sent again is a retransmission, never a keep-alive', () => {
    const { client, server } = opened()
    client('P.', 1, 1, { data: 'x' })
    server('.', 1, 2)
    expect(client('P.', 1, 1, { data: 'x' })).toMatchObject({ kind: 'retransmission' })
    expect(server('.', 1, 2)).toMatchObject({ kind: 'duplicate-ack' })
  })

  test('windows are scaled once both sides have offered scaling', () => {
    const { client, server } = talk()
    const scale = (shift: number) => ({ options: [{ kind: 'window-scale', shift }] as const, window: 1000 })
    expect(client('S', 0, 0, scale(7)).window).toBe(1000)
    expect(server('S.', 0, 1, scale(2)).window).toBe(1000)
    expect(client('.', 1, 1, { window: 10 }).window).toBe(1280)
    expect(server('.', 1, 1, { window: 10 }).window).toBe(40)
  })

  test('a stream longer than 4 GiB keeps counting', () => {
    const { tracker, client, server } = opened(0, 0)
    const step = 0x4000_0000
    let last = client('P.', 1, 1, { data: 'x' })
    for (let i = 1; i <= 6; i++) {
      server('.', 1, (i * step + 1) >>> 0)
      last = client('P.', (i * step + 1) >>> 0, 1, { data: 'x' })
    }
    expect(last.bytes).toEqual({ from: 6 * step, to: 6 * step + 1 })
    expect(tracker.flows[0]!.bytes.client).toBe(6 * step + 1)
  })
})

describe('a capture that missed or saw late', () => {
  test('bytes that fill a gap are late, not repeated', () => {
    const { tracker, client } = opened()
    client('P.', 1, 1, { data: 'aaaa' })
    expect(client('P.', 9, 1, { data: 'cccc' })).toMatchObject({ kind: 'data', analysis: ['lost-segment'] })
    expect(client('P.', 5, 1, { data: 'bbbb' })).toMatchObject({
      kind: 'data',
      analysis: ['out-of-order'],
      meaning: 'data, 4 bytes (bytes 4 to 7), out of order',
    })
    expect(client('P.', 5, 1, { data: 'bbbb' }).kind).toBe('retransmission')
    expect(tracker.flows[0]).toMatchObject({ retransmissions: 1, bytes: { client: 12 } })
  })

  test('a copy of what was confirmed is spurious, one that duplicates asked for is fast', () => {
    const { client, server } = opened()
    client('P.', 1, 1, { data: 'aaaa', lost: true })
    client('P.', 5, 1, { data: 'bbbb' })
    const again = [server('.', 1, 1), server('.', 1, 1), server('.', 1, 1)]
    expect(again.map(({ duplicate }) => duplicate)).toEqual([1, 2, 3].map((count) => ({ count, of: 2 })))
    expect(client('P.', 1, 1, { data: 'aaaa' }).analysis).toEqual(['fast-retransmission'])
    server('.', 1, 9)
    expect(client('P.', 1, 1, { data: 'aaaa' }).analysis).toEqual(['spurious-retransmission'])
  })

  test('a window filled to its last byte, and an ACK of bytes nobody saw, are named', () => {
    const { client, server } = opened()
    server('.', 1, 1, { window: 4 })
    expect(client('P.', 1, 1, { data: 'aaaa' }).analysis).toEqual(['window-full'])
    expect(server('.', 1, 105).analysis).toEqual(['ack-lost-segment'])
  })
})

describe('closing', () => {
  test('two FINs close; the first says who closed', () => {
    const { tracker, client, server } = opened()
    expect(server('F.', 1, 1)).toMatchObject({ kind: 'fin' })
    const ack = client('.', 1, 2)
    expect(ack).toMatchObject({ kind: 'ack', acksFin: true, meaning: 'ACK, confirms the FIN' })
    expect(groupOf(ack)).toBe('Close')
    expect(tracker.flows[0]).toMatchObject({ close: 'open', closedBy: 'server' })
    client('F.', 1, 2)
    expect(server('.', 2, 2)).toMatchObject({ kind: 'ack', acksFin: true })
    expect(tracker.flows[0]).toMatchObject({ close: 'fin', closedBy: 'server', bytes: { client: 0, server: 0 } })
  })

  test('a FIN that carries the last bytes has their range', () => {
    const { tracker, client } = opened()
    expect(client('FP.', 1, 1, { data: 'bye' })).toMatchObject({ kind: 'fin', bytes: { from: 0, to: 3 } })
    expect(client('FP.', 1, 1, { data: 'bye' })).toMatchObject({ kind: 'retransmission' })
    expect(tracker.flows[0]!.bytes.client).toBe(3)
  })

  test('a reset ends an open connection; a lost one does not', () => {
    const lost = opened()
    lost.server('R', 1, 0, { lost: true })
    expect(lost.tracker.flows[0]).toMatchObject({ close: 'open', closedBy: null })
    const heard = opened()
    expect(heard.server('R.', 1, 1)).toMatchObject({
      kind: 'reset',
      seq: 1,
      meaning: 'RST, ends the connection at once',
    })
    expect(heard.tracker.flows[0]).toMatchObject({ close: 'reset', closedBy: 'server', handshake: 'complete' })
  })

  test('both sides may close at the same time', () => {
    const { tracker, client, server } = opened()
    const kinds = [client('F.', 1, 1), server('F.', 1, 1), client('.', 2, 2), server('.', 2, 2)].map((s) => s.kind)
    expect(kinds).toEqual(['fin', 'fin', 'ack', 'ack'])
    expect(tracker.flows[0]).toMatchObject({ close: 'fin', closedBy: 'client' })
  })
})

describe('what was not seen from its start', () => {
  test('a flow joined in the middle counts from the first numbers seen', () => {
    const { tracker, server, client } = talk()
    expect(server('P.', 5000, 300, { data: 'late' })).toMatchObject({
      fromClient: true,
      seq: 1,
      ack: 1,
      bytes: { from: 0, to: 4 },
    })
    expect(client('.', 300, 5004)).toMatchObject({ kind: 'ack', seq: 1, ack: 5 })
    expect(tracker.flows[0]).toMatchObject({ handshake: 'incomplete', client: '10.0.0.2:9999' })
  })

  test('a SYN+ACK seen first tells which side is the client', () => {
    const { tracker, server } = talk()
    expect(server('S.', 0, 1)).toMatchObject({ fromClient: false, step: 2 })
    expect(tracker.flows[0]!.client).toBe('10.0.0.1:40000')
  })

  test('a socket connected to itself is tolerated', () => {
    const tracker = new FlowTracker()
    const ends = { source: '127.0.0.1', destination: '127.0.0.1' }
    const ports = { sourcePort: 6000, destinationPort: 6000 }
    tracker.add(1, 0, decode(encode({ ip: ends, tcp: { ...ports, seq: 9, flags: ['SYN'] } })))
    tracker.add(2, 1, decode(encode({ ip: ends, tcp: { ...ports, seq: 9, ack: 10, flags: ['SYN', 'ACK'] } })))
    expect(tracker.flows[0]).toMatchObject({ handshake: 'complete', retransmissions: 0 })
  })
})

test('the handshake is timed from the newest SYN, and streams are counted by protocol', () => {
  const { tracker, client, server } = talk()
  tracker.add(
    0,
    0,
    decode(encode({ ip: { source: '10.0.0.1', destination: '10.0.0.2' }, udp: { sourcePort: 1, destinationPort: 2 } })),
  )
  client('S', 0, 0, { lost: true })
  client('S', 0, 0)
  server('S.', 0, 1)
  client('.', 1, 1)
  expect(tracker.flows.map(({ id, stream, handshakeTime }) => [id, stream, handshakeTime])).toEqual([
    [0, 0, null],
    [1, 0, 200],
  ])
})

test('an ICMP error is noted at the flow it is about', () => {
  const tracker = new FlowTracker()
  const sent = encode({
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    udp: { sourcePort: 5, destinationPort: 7 },
  })
  const error = (quoted: Uint8Array) =>
    decode(encode({ ip: { source: '10.0.0.2', destination: '10.0.0.1' }, icmp: { type: 3, code: 3 }, payload: quoted }))
  tracker.add(1, 0, decode(sent))
  expect(tracker.add(2, 1, error(sent.subarray(14)))).toBeNull()
  tracker.add(3, 2, error(new Uint8Array(28)))
  expect(tracker.flows).toMatchObject([{ errors: [2], segments: [{ n: 1 }] }])
  expect(tracker.flowOf(error(sent.subarray(14)))).toBe(tracker.flows[0])
  expect(tracker.flowOf(error(new Uint8Array(28)))).toBeNull()
})

test('datagrams between two ends are one flow whose client spoke first', () => {
  const tracker = new FlowTracker()
  const there = encode({
    ip: { source: '::1', destination: '::2' },
    udp: { sourcePort: 5, destinationPort: 7 },
    payload: new Uint8Array(3),
  })
  const back = encode({ ip: { source: '::2', destination: '::1' }, udp: { sourcePort: 7, destinationPort: 5 } })
  expect(tracker.add(1, 0, decode(there))).toMatchObject({ fromClient: true, kind: 'data', length: 3 })
  expect(tracker.add(2, 1, decode(back))).toMatchObject({ fromClient: false, length: 0 })
  expect(tracker.flows).toMatchObject([
    { protocol: 'udp', client: '[::1]:5', server: '[::2]:7', bytes: { client: 3, server: 0 } },
  ])
})

test('a packet without ports belongs to no flow', () => {
  const ping = encode({ ip: { source: '10.0.0.1', destination: '10.0.0.2' }, icmp: { type: 8, code: 0 } })
  expect(new FlowTracker().add(1, 0, decode(ping))).toBeNull()
  expect(summary(decode(ping), null)).toBe('ICMP echo request')
})

test('summaries say what a segment is, with relative numbers where its flow is known', () => {
  const { client, frames } = talk(1000, 2000)
  const syn = client('S', 0, 0)
  expect(summary(decode(frames[0]!), syn)).toBe('SYN, asks to open · seq 0')
  expect(summary(decode(frames[0]!), null)).toBe('SYN · seq 1000')
})
