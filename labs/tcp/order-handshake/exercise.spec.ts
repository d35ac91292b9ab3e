import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'
import type { Handshake, Seg } from './starter/handshakes.ts'

const { handshakes } = learner<typeof import('./starter/handshakes.ts')>()

const next = (number: number) => (number + 1) >>> 0
const isn = () => random.int(1, 0xffff_0000)

type Ends = { src: string; sport: number; dst: string; dport: number }
const reverse = ({ src, sport, dst, dport }: Ends): Ends => ({ src: dst, sport: dport, dst: src, dport: sport })
const ends = (client = '10.0.0.1', sport = random.int(32_768, 60_999)): Ends => ({
  src: client,
  sport,
  dst: '10.0.0.2',
  dport: 9999,
})

/** Ids are handed out in random order, so that nothing but the numbers can link the steps. */
function labels(count: number): () => number {
  const left = random.shuffle(Array.from({ length: count }, (_, i) => i + 1))
  return () => left.pop()!
}

type Opening = { syn: Seg; synAck: Seg; ack: Seg }
function opening(of: Ends, label: () => number, x = isn(), y = isn()): Opening {
  const back = reverse(of)
  return {
    syn: { id: label(), ...of, flags: ['SYN'], seq: x, ack: 0, len: 0 },
    synAck: { id: label(), ...back, flags: ['SYN', 'ACK'], seq: y, ack: next(x), len: 0 },
    ack: { id: label(), ...of, flags: ['ACK'], seq: next(x), ack: next(y), len: 0 },
  }
}

const all = ({ syn, synAck, ack }: Opening): Seg[] => [syn, synAck, ack]
const expected = (openings: Opening[]): Handshake[] =>
  openings
    .map(
      ({ syn, synAck, ack }): Handshake => ({
        client: `${syn.src}:${syn.sport}`,
        server: `${syn.dst}:${syn.dport}`,
        ids: [syn.id, synAck.id, ack.id],
      }),
    )
    .sort((a, b) => (a.client < b.client ? -1 : 1))

check('one-shuffled', async () => {
  const connection = opening(ends(), labels(3))
  const { syn, synAck, ack } = connection
  for (const order of [
    [ack, synAck, syn],
    [synAck, syn, ack],
    [ack, syn, synAck],
  ]) {
    const told = say(
      `given in the order ${order.map((seg) => seg.flags.join('+')).join(', ')}`,
      `输入顺序为 ${order.map((seg) => seg.flags.join('+')).join('、')}`,
    )
    expect(await handshakes(order), told).toEqual(expected([connection]))
  }
})

check('interleaved', async () => {
  const label = labels(12)
  const port = random.int(40_000, 50_000)
  const connections = [
    opening(ends('10.0.0.1', port), label),
    opening(ends('10.0.0.1', port + 1), label),
    opening(ends('10.0.0.3', port), label),
    opening(ends('10.0.0.4', port + 1), label),
  ]
  const told = say(
    'four clients, two pairs of them with the same port on different hosts',
    '四个客户端，其中两对在不同主机上使用相同端口',
  )
  expect(await handshakes(random.shuffle(connections.flatMap(all))), told).toEqual(expected(connections))
})

check('retransmitted', async () => {
  const connection = opening(ends(), labels(3))
  const copies = [
    { ...connection.syn, id: 10 },
    { ...connection.synAck, id: 11 },
    { ...connection.ack, id: 12 },
  ]
  expect(await handshakes([...copies, ...all(connection)])).toEqual(expected([connection]))
})

check('refused', async () => {
  const label = labels(5)
  const open = opening(ends('10.0.0.1', 40_001), label)
  const closed = ends('10.0.0.1', 40_002)
  const x = isn()
  const syn: Seg = { id: label(), ...closed, flags: ['SYN'], seq: x, ack: 0, len: 0 }
  const rst: Seg = { id: label(), ...reverse(closed), flags: ['RST', 'ACK'], seq: 0, ack: next(x), len: 0 }
  expect(await handshakes(random.shuffle([...all(open), syn, rst]))).toEqual(expected([open]))
})

check('later-acks', async () => {
  const of = ends()
  const label = (() => {
    let id = 100
    return () => id++
  })()
  const connection = opening(of, label)
  const { syn, synAck } = connection
  const later = (id: number, sent: number, got: number, len: number): Seg => ({
    id,
    ...of,
    flags: len > 0 ? ['PSH', 'ACK'] : ['ACK'],
    seq: (next(syn.seq) + sent) >>> 0,
    ack: (next(synAck.seq) + got) >>> 0,
    len,
  })
  // Later segments have the smaller ids; only numbers tell that they are not step 3.
  const noise = [later(1, 5, 0, 0), later(2, 0, 7, 0), later(3, 5, 7, 3)]
  expect(await handshakes(random.shuffle([...noise, ...all(connection)]))).toEqual(expected([connection]))
  // Data may ride on the third segment.
  const riding = { ...connection, ack: { ...connection.ack, flags: ['PSH', 'ACK'], len: 5 } }
  expect(await handshakes(random.shuffle([...noise, ...all(riding)]))).toEqual(expected([riding]))
})

check('wrap', async () => {
  const label = labels(9)
  const connections = [
    opening(ends('10.0.0.1', 40_001), label, 0xffff_ffff, isn()),
    opening(ends('10.0.0.1', 40_002), label, isn(), 0xffff_ffff),
    opening(ends('10.0.0.1', 40_003), label, 0xffff_ffff, 0xffff_ffff),
  ]
  expect(await handshakes(random.shuffle(connections.flatMap(all)))).toEqual(expected(connections))
})

check('flood', async () => {
  const label = labels(3 + 60)
  const good = opening(ends('10.0.0.1', 40_001), label)
  const halfOpen = Array.from({ length: 20 }, (_, i) => opening(ends(`10.9.0.${i + 1}`, 50_000 + i), label)).flatMap(
    ({ syn, synAck }) => [syn, synAck],
  )
  expect(await handshakes(random.shuffle([...halfOpen, ...all(good)]))).toEqual(expected([good]))
})

check('no-order', async () => {
  const label = labels(15)
  const connections = Array.from({ length: 5 }, (_, i) => opening(ends(`10.0.0.${i + 1}`, 41_000 + i), label))
  for (let round = 0; round < 4; round++)
    expect(await handshakes(random.shuffle(connections.flatMap(all)))).toEqual(expected(connections))
})
