/** Packets of ordinary conversations: handshakes, requests and answers, acknowledgements, closes, and some UDP. */
import { encode, type TcpSpec } from '../../src/wire/encode.ts'
import type { TcpFlag } from '../../src/wire/types.ts'

const CLIENT = '10.0.0.1'
const SERVER = '10.0.0.2'
/** Segments of a conversation between its handshake and its close. */
const DATA_SEGMENTS = 40
const SIZES = [12, 64, 300, 1_400]

/** At least `count` frames, whole conversations. */
export function traffic(count: number): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let port = 20_000; frames.length < count; port++) frames.push(...conversation(port), datagram(port))
  return frames
}

function conversation(port: number): Uint8Array[] {
  const frames: Uint8Array[] = []
  const next = { client: port * 7919, server: port * 104_729 }
  const send = (from: 'client' | 'server', flags: TcpFlag[], size = 0, options: TcpSpec['options'] = []) => {
    const other = from === 'client' ? 'server' : 'client'
    const [source, destination] = from === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT]
    const [sourcePort, destinationPort] = from === 'client' ? [port, 9999] : [9999, port]
    const ack = flags.includes('ACK') ? next[other] >>> 0 : 0
    frames.push(
      encode({
        ip: { source, destination },
        tcp: { sourcePort, destinationPort, seq: next[from] >>> 0, ack, flags, options },
        payload: new Uint8Array(size).fill(0x61),
      }),
    )
    next[from] += size + (flags.includes('SYN') || flags.includes('FIN') ? 1 : 0)
  }
  const offer: TcpSpec['options'] = [{ kind: 'mss', value: 1460 }, { kind: 'sack-permitted' }]
  send('client', ['SYN'], 0, offer)
  send('server', ['SYN', 'ACK'], 0, offer)
  send('client', ['ACK'])
  for (let segment = 0; segment < DATA_SEGMENTS / 2; segment++) {
    const from = segment % 2 === 0 ? 'client' : 'server'
    send(from, ['PSH', 'ACK'], SIZES[segment % SIZES.length])
    send(from === 'client' ? 'server' : 'client', ['ACK'])
  }
  send('client', ['FIN', 'ACK'])
  send('server', ['FIN', 'ACK'])
  send('client', ['ACK'])
  return frames
}

function datagram(port: number): Uint8Array {
  return encode({
    ip: { source: CLIENT, destination: SERVER },
    udp: { sourcePort: port, destinationPort: 40_001 },
    payload: new Uint8Array(5).fill(0x62),
  })
}
