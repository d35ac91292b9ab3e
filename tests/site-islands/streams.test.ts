/** Writes, segments and reads of one stream, by byte range. */
import { describe, expect, it } from 'vitest'
import type { SocketCall } from '../../src/protocol/lab.ts'
import { countsOf, slices, streamsOf } from '../../src/site/islands/bench/streams.ts'
import type { Flow, Segment } from '../../src/wire/types.ts'

const CLIENT = '127.0.0.1:50312'
const SERVER = '127.0.0.1:9999'

let id = 0
const call = (program: string, name: string, from: number, to: number): SocketCall => {
  const [local, remote] = program === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT]
  id += 1
  return { program, call: name, at: id * 10, until: id * 10, id, from, to, local, remote }
}
const segment = (n: number, from: number, to: number, kind: Segment['kind'] = 'data'): Segment => ({
  n,
  at: n * 10,
  flow: 0,
  fromClient: true,
  kind,
  flags: ['PSH', 'ACK'],
  seq: 1 + from,
  ack: 1,
  length: to - from,
  window: 512,
  bytes: { from, to },
  meaning: '',
})
const flow = (segments: Segment[]): Flow => ({
  id: 0,
  stream: 0,
  protocol: 'tcp',
  client: CLIENT,
  server: SERVER,
  segments,
  handshake: 'complete',
  handshakeTime: 100,
  closedBy: null,
  close: 'open',
  retransmissions: 0,
  bytes: { client: 11, server: 0 },
  errors: [],
})
const writes = [call('client', 'write', 0, 3), call('client', 'write', 3, 6), call('client', 'write', 6, 11)]

describe('streamsOf', () => {
  it('counts three writes, the segments that carried them and the one read that took them', () => {
    const [stream, ...others] = streamsOf(
      [flow([segment(4, 0, 3), segment(5, 3, 11)])],
      [...writes, call('server', 'read', 0, 11)],
    )
    expect(others).toEqual([])
    expect(countsOf(stream!)).toEqual({ writes: 3, segments: 2, reads: 1 })
    expect(stream!.fromClient).toBe(true)
    expect(stream!.length).toBe(11)
  })

  it('does not count a second sending of the same bytes as another segment', () => {
    const [stream] = streamsOf([flow([segment(4, 0, 11), segment(6, 0, 11, 'retransmission')])], writes)
    expect(stream!.segments).toHaveLength(2)
    expect(countsOf(stream!).segments).toBe(1)
  })

  it('keeps the two directions of a connection apart', () => {
    const answer = call('server', 'write', 0, 2)
    const streams = streamsOf([flow([segment(4, 0, 11)])], [...writes, answer, call('client', 'read', 0, 2)])
    expect(streams.map(({ fromClient, length }) => [fromClient, length])).toEqual([
      [true, 11],
      [false, 2],
    ])
    expect(streams[1]!.writes[0]!.call).toBe(answer)
    expect(streams[1]!.reads).toHaveLength(1)
  })

  it('tells of writes and reads where no packet was seen', () => {
    const [stream] = streamsOf([], [...writes, call('server', 'read', 0, 11)])
    expect(countsOf(stream!)).toEqual({ writes: 3, segments: 0, reads: 1 })
    expect([stream!.client, stream!.server]).toEqual([CLIENT, SERVER])
  })

  it('matches IPv4 addresses in IPv6 clothes with the captured ones', () => {
    const mapped = { ...call('server', 'read', 0, 11), local: `::ffff:${SERVER}`, remote: `::ffff:${CLIENT}` }
    const [stream] = streamsOf([flow([segment(4, 0, 11)])], [...writes, mapped])
    expect(stream!.reads).toHaveLength(1)
  })
})

describe('slices', () => {
  const [stream] = streamsOf([flow([segment(4, 0, 11)])], writes)

  it('cuts a range where writes end', () => {
    const pieces = slices(stream!, { from: 2, to: 8 })
    expect(pieces.map(({ from, to, write }) => [from, to, write?.index])).toEqual([
      [2, 3, 0],
      [3, 6, 1],
      [6, 8, 2],
    ])
  })

  it('says of bytes that no known call wrote that nobody did', () => {
    const [unknown] = streamsOf([flow([segment(4, 0, 11)])], [writes[1]!])
    expect(
      slices(unknown!, { from: 0, to: 11 }).map(({ from, to, write }) => [from, to, write?.index ?? null]),
    ).toEqual([
      [0, 3, null],
      [3, 6, 0],
      [6, 11, null],
    ])
  })
})
