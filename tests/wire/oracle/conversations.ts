/** Conversations that go wrong in every way, by seed: lost, repeated and early segments, shut windows, probes. */
import { encode } from '../../../src/wire/encode.ts'
import type { TcpFlag, TcpOption } from '../../../src/wire/types.ts'
import { randomOf } from './random.ts'
import type { Frame } from './tshark.ts'

const SEGMENTS = 60
const SIZES = [1, 10, 100, 1_460]
/** µs between segments: within a round trip, within that of a fast retransmission, beyond both. */
const GAPS = [50, 400, 2_000, 8_000, 25_000, 250_000]

/** Twice and thrice what is to happen often. */
const ACTIONS = [
  ...(['new', 'new', 'new', 'ack', 'ack', 'again', 'again', 'skip', 'repeat', 'repeat'] as const),
  ...(['shut', 'open', 'alive', 'probe', 'fill', 'beyond'] as const),
]

type End = {
  port: number
  address: string
  initial: number
  next: number
  sent: { seq: number; size: number }[]
  acked: number
  window: number
}

export function conversations(seed: number, count: number): Frame[] {
  const random = randomOf(seed)
  const frames: Frame[] = []
  for (let i = 0; i < count; i++) conversation(random, 20_000 + i, frames)
  return frames
}

function conversation(random: () => number, port: number, frames: Frame[]): void {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const end = (address: string, port: number): End => ({
    port,
    address,
    initial: Math.floor(random() * 2 ** 32),
    next: 0,
    sent: [],
    acked: 0,
    window: 2_000,
  })
  const [client, server] = [end('10.0.0.1', port), end('10.0.0.2', 9_999)]
  const scaled = random() < 0.5
  const sacks = random() < 0.5
  const send = (
    from: End,
    to: End,
    flags: TcpFlag[],
    seq: number,
    size: number,
    options: readonly TcpOption[] = [],
  ) => {
    const tcp = {
      sourcePort: from.port,
      destinationPort: to.port,
      seq: (from.initial + seq) >>> 0,
      ack: flags.includes('ACK') ? (to.initial + from.acked) >>> 0 : 0,
      flags,
      window: from.window,
      options,
    }
    const ip = { source: from.address, destination: to.address }
    const data = encode({ ip, tcp, payload: new Uint8Array(size).fill(0x61) })
    const at = (frames.at(-1)?.at ?? 0) + pick(GAPS)
    frames.push({ at, data, length: data.length })
    from.next = Math.max(from.next, seq + size + (flags.includes('SYN') || flags.includes('FIN') ? 1 : 0))
  }
  const offer: TcpOption[] = scaled ? [{ kind: 'window-scale', shift: 1 }] : []
  if (random() < 0.9) {
    send(client, server, ['SYN'], 0, 0, offer)
    if (random() < 0.1) send(client, server, ['SYN'], 0, 0, offer)
    server.acked = 1
    send(server, client, ['SYN', 'ACK'], 0, 0, offer)
    client.acked = 1
    send(client, server, ['ACK'], 1, 0)
  } else {
    for (const one of [client, server]) Object.assign(one, { next: 1, acked: 1 })
  }
  for (let i = 0; i < SEGMENTS; i++) {
    const [from, to] = random() < 0.6 ? [client, server] : [server, client]
    act(from, to)
  }
  if (random() < 0.5) send(client, server, ['FIN', 'ACK'], client.next, 0)
  if (random() < 0.3) send(client, server, ['FIN', 'ACK'], client.next - 1, 0)
  if (random() < 0.5) send(server, client, ['RST', 'ACK'], server.next, 0)

  function act(from: End, to: End): void {
    const sack: TcpOption[] =
      sacks && random() < 0.3
        ? [
            {
              kind: 'sack',
              blocks: [{ left: (to.initial + to.next) >>> 0, right: (to.initial + to.next + 100) >>> 0 }],
            },
          ]
        : []
    const scale = scaled ? 2 : 1
    switch (pick(ACTIONS)) {
      case 'new': {
        const size = pick(SIZES)
        from.sent.push({ seq: from.next, size })
        send(from, to, ['PSH', 'ACK'], from.next, size)
        break
      }
      case 'ack':
        from.acked = random() < 0.7 ? to.next : Math.min(to.next, from.acked + pick(SIZES))
        send(from, to, ['ACK'], from.next, 0)
        break
      case 'again': {
        const old = from.sent.length > 0 ? pick(from.sent.slice(-4)) : undefined
        if (old) send(from, to, ['PSH', 'ACK'], old.seq, old.size)
        break
      }
      case 'skip': {
        const [hole, size] = [pick(SIZES), pick(SIZES)]
        from.sent.push({ seq: from.next, size: hole }, { seq: from.next + hole, size })
        send(from, to, ['PSH', 'ACK'], from.next + hole, size)
        break
      }
      case 'repeat':
        for (let n = Math.ceil(random() * 4); n > 0; n--) send(from, to, ['ACK'], from.next, 0, sack)
        break
      case 'shut':
        from.window = 0
        send(from, to, ['ACK'], from.next, 0)
        break
      case 'open':
        from.window = pick([500, 2_000, 60_000])
        send(from, to, ['ACK'], from.next, 0)
        break
      case 'alive':
        send(from, to, ['ACK'], from.next - 1, pick([0, 0, 1]))
        break
      case 'probe':
        send(from, to, ['ACK'], from.next, 1)
        break
      case 'fill': {
        // All the room that was announced.
        const room = to.acked + to.window * scale - from.next
        if (room <= 0 || room > 1_460) break
        from.sent.push({ seq: from.next, size: room })
        send(from, to, ['PSH', 'ACK'], from.next, room)
        break
      }
      case 'beyond':
        from.acked = to.next + pick(SIZES)
        send(from, to, ['ACK'], from.next, 0)
        break
    }
  }
}
