/** The reduced tier shows a lab's own frames of the machine's loopback, where it may look, and nobody else's. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import { OwnFrames } from '../../src/sidecar/sandbox/plain/own-frames.ts'
import type { Sandbox, SocketRow } from '../../src/sidecar/sandbox/types.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode } from '../../src/wire/encode.ts'
import { rootUser } from '../support/tier.ts'
import { startSource } from './support/tools.ts'

const tcp = (sourcePort: number, destinationPort: number, flags: ('SYN' | 'ACK')[]) => ({
  data: Buffer.from(
    encode({
      ip: { source: '127.0.0.1', destination: '127.0.0.1' },
      tcp: { sourcePort, destinationPort, seq: 1, ack: 0, flags, options: [] },
    }),
  ),
})
const bound = (port: number) => [{ protocol: 'tcp', local: `127.0.0.1:${port}`, state: 'LISTEN' } as SocketRow]

describe('whose a frame is', () => {
  test('shows once the sockets are known; a connection then stays what it is', () => {
    const frames = new OwnFrames<{ data: Buffer }>()
    const [own, other] = [tcp(50_000, 9999, ['SYN']), tcp(50_001, 8080, ['SYN'])]
    expect([own, other].map((frame) => frames.take(frame))).toEqual([null, null])
    expect(frames.decide(bound(9999))).toEqual([own])
    expect(frames.take(tcp(9999, 50_000, ['SYN', 'ACK']))).toBe(true)
    expect(frames.take(tcp(8080, 50_001, ['ACK']))).toBe(false)
  })

  test('is asked again when a connection with the same ports opens anew', () => {
    const frames = new OwnFrames<{ data: Buffer }>()
    frames.take(tcp(50_000, 9999, ['SYN']))
    expect(frames.decide(bound(9999))).toHaveLength(1)
    expect(frames.take(tcp(50_000, 9999, ['SYN']))).toBe(null)
  })

  test('cannot be told of what is neither TCP nor UDP, which is nobody’s', () => {
    const frames = new OwnFrames<{ data: Buffer }>()
    expect(frames.take({ data: Buffer.alloc(60) })).toBe(false)
    expect(frames.waits).toBe(false)
  })
})

describe('a lab without a network of its own', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await openSandbox({ force: 'reduced' })
  })
  afterAll(() => sandbox.close())

  test('shows its own packets to root, and none of another program', async (context) => {
    rootUser(context)
    const network = await sandbox.open({ network: SOLO })
    const packets: CapturedPacket[] = []
    network.onPackets((batch) => packets.push(...batch))
    await network.beginRun()
    const other = createServer((socket) => socket.end('other'))
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const foreign = (other.address() as AddressInfo).port
    const source = `import { connect, createServer } from 'node:net'
// Long enough for its sockets to be looked at on a busy machine.
const server = createServer((socket) => setTimeout(() => socket.end('own'), 1_500))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  connect(port, '127.0.0.1').on('data', (text) => console.log(String(text), port)).on('close', () => server.close())
})`
    const started = await startSource(network, source)
    const socket = connect(foreign, '127.0.0.1')
    await Promise.all([once(socket.resume(), 'close'), started.program.exited])
    await network.flush()
    await network.close()
    other.close()
    const own = Number(/own (\d+)/.exec(started.stdout)?.[1])
    const flags = packets.map(({ data }) => decode(Buffer.from(data, 'base64')).tcp!)
    expect(flags.slice(0, 3).map((segment) => segment.flags.join(' '))).toEqual(['SYN', 'SYN ACK', 'ACK'])
    expect(flags.filter((segment) => segment.flags.includes('FIN'))).toHaveLength(2)
    const ports = flags.flatMap(({ sourcePort, destinationPort }) => [sourcePort, destinationPort])
    expect(ports).not.toContain(foreign)
    expect(flags.every(({ sourcePort, destinationPort }) => sourcePort === own || destinationPort === own)).toBe(true)
  })
})
