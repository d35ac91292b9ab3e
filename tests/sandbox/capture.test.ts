/** What is seen of real connections, on one host and on a wire between two. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { PAIR, SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { type Conversation, converse, converseOn, PORT } from './support/converse.ts'
import { startSource } from './support/tools.ts'

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK']
const ETHERNET = 14
const TCP = 6

type Segment = { packet: CapturedPacket; flags: string; bytes: Buffer; payload: number }

/** TCP segments over IPv4, read from the bytes. */
function segments({ packets }: Conversation): Segment[] {
  return packets.flatMap((packet) => {
    const frame = Buffer.from(packet.data, 'base64')
    if (frame.readUInt16BE(12) !== 0x0800 || frame[ETHERNET + 9] !== TCP) return []
    const ip = frame.subarray(ETHERNET)
    const bytes = ip.subarray((ip[0]! & 15) * 4, ip.readUInt16BE(2))
    const flags = FLAGS.filter((_, bit) => bytes[13]! & (1 << bit)).join(' ')
    return [{ packet, flags, bytes, payload: bytes.length - (bytes[12]! >> 4) * 4 }]
  })
}

/** Value of the maximum segment size option (kind 2). */
function maximumSegment(bytes: Buffer): number | undefined {
  const end = (bytes[12]! >> 4) * 4
  for (let at = 20; at < end; at += bytes[at] === 1 ? 1 : bytes[at + 1]!) {
    if (bytes[at] === 0) return undefined
    if (bytes[at] === 2) return bytes.readUInt16BE(at + 2)
  }
  return undefined
}

let sandbox: Sandbox
beforeAll(async () => {
  if (FULL) sandbox = await openSandbox({ force: 'full' })
})
afterAll(() => sandbox?.close())
beforeEach(fullTier)

describe('one host', () => {
  let seen: Conversation
  beforeAll(async () => {
    if (FULL) seen = await converse(sandbox, SOLO)
  })

  test('the handshake comes first, with the segment size of an Ethernet link', () => {
    const [syn, synAck, ack] = segments(seen)
    expect([syn!.flags, synAck!.flags, ack!.flags]).toEqual(['SYN', 'SYN ACK', 'ACK'])
    expect(syn!.bytes.readUInt16BE(2)).toBe(PORT)
    expect([syn, synAck].map((segment) => maximumSegment(segment!.bytes))).toEqual([1460, 1460])
  })

  test('each frame is there once, numbered from 1, in the order of its time', () => {
    expect(seen.packets.map(({ n }) => n)).toEqual(seen.packets.map((_, index) => index + 1))
    const times = seen.packets.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(0)
    expect(seen.lost).toBe(0)
  })

  test('both directions close, and nothing but the conversation was captured', () => {
    expect(segments(seen)).toHaveLength(seen.packets.length)
    expect(segments(seen).filter(({ flags }) => flags.includes('FIN'))).toHaveLength(2)
  })

  test('checksums are those a real link would carry', () => {
    for (const { bytes, packet } of segments(seen)) {
      const ip = Buffer.from(packet.data, 'base64').subarray(ETHERNET)
      const pseudo = Buffer.concat([ip.subarray(12, 20), Buffer.from([0, TCP, bytes.length >> 8, bytes.length & 255])])
      const all = Buffer.concat([pseudo, bytes, Buffer.alloc(bytes.length % 2)])
      let sum = 0
      for (let at = 0; at < all.length; at += 2) sum += all.readUInt16BE(at)
      while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
      expect(sum).toBe(0xffff)
    }
  })

  test('calls are on the clock of the packets', () => {
    const syn = segments(seen)[0]!.packet.at
    const connect = seen.calls.find(({ program, call, until }) => program === 'client' && call === 'connect' && until)!
    expect(connect.at).toBeLessThanOrEqual(syn)
    expect(connect.until).toBeGreaterThanOrEqual(syn)
    expect(connect.file).toBe('client.ts')
  })
})

describe('two hosts on a wire', () => {
  test('ask for the hardware address first, in every run', async () => {
    const network = await sandbox.open({ network: PAIR })
    for (let run = 0; run < 2; run++) {
      const { packets } = await converseOn(network)
      const types = packets.map(({ data }) => Buffer.from(data, 'base64').readUInt16BE(12).toString(16))
      expect(types.slice(0, 3)).toEqual(['806', '806', '800'])
      expect(new Set(types)).toEqual(new Set(['806', '800']))
      expect(packets.slice(0, 2).map(({ from }) => from)).toEqual(['client', 'server'])
    }
    await network.close()
  })

  test('without faults a frame arrives when it is sent, and is told once', async () => {
    const seen = await converse(sandbox, PAIR)
    const [syn, synAck, ack] = segments(seen)
    expect([syn!.flags, synAck!.flags, ack!.flags]).toEqual(['SYN', 'SYN ACK', 'ACK'])
    expect([syn, synAck, ack].map((segment) => segment!.packet.from)).toEqual(['client', 'server', 'client'])
    expect(maximumSegment(syn!.bytes)).toBe(1460)
    for (const { at, arrived, link } of seen.packets) {
      expect(arrived).toBeGreaterThanOrEqual(at)
      expect(link).toBe('wire')
    }
  })

  test('a delay counts twice in the time to connect, and frames stay in order', async () => {
    const seen = await converse(sandbox, PAIR, { seed: 1, rules: [{ kind: 'delay', ms: 60 }] })
    const [syn, synAck] = segments(seen)
    const roundTrip = synAck!.packet.arrived! - syn!.packet.at
    expect(roundTrip).toBeGreaterThanOrEqual(120_000)
    expect(roundTrip).toBeLessThan(300_000)
    for (const { at, arrived } of seen.packets) expect(arrived! - at).toBeGreaterThanOrEqual(59_500)
    for (const host of ['client', 'server']) {
      const arrivals = seen.packets.filter(({ from }) => from === host).map(({ arrived }) => arrived!)
      expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b))
    }
  })

  test('a dropped first SYN is sent again after about a second', async () => {
    const seen = await converse(sandbox, PAIR, {
      seed: 1,
      rules: [{ from: 'client', of: 'tcp', kind: 'drop', nth: [1] }],
    })
    const [first, second, synAck] = segments(seen)
    expect(first!.flags).toBe('SYN')
    expect(first!.packet.dropped).toBe(true)
    expect(first!.packet.arrived).toBeUndefined()
    expect(second!.bytes.equals(first!.bytes)).toBe(true)
    expect(second!.packet.dropped).toBeUndefined()
    expect(synAck!.flags).toBe('SYN ACK')
    const pause = second!.packet.at - first!.packet.at
    expect(pause).toBeGreaterThan(900_000)
    expect(pause).toBeLessThan(1_500_000)
    expect(seen.said.client).toMatch(/connected after 1\d{3}/)
  })
})

describe('networks', () => {
  test('two labs have the same port at the same time', async () => {
    const [one, two] = await Promise.all([converse(sandbox, SOLO), converse(sandbox, SOLO)])
    for (const { said } of [one, two]) {
      expect(said.server).toBe('listening\nthe client has finished\n')
      expect(said.client).toMatch(/echo hello/)
    }
  })

  test('hosts are known by name', async () => {
    const network = await sandbox.open({ network: PAIR })
    const source = `import { lookup } from 'node:dns/promises'
for (const name of ['client', 'server', 'localhost']) console.log((await lookup(name)).address)
try { await lookup('example.org'); console.log('resolved') } catch { console.log('unknown') }`
    const started = await startSource(network, source)
    await started.program.exited
    expect(started.stdout).toBe('10.0.0.1\n10.0.0.2\n127.0.0.1\nunknown\n')
    await network.close()
  })

  test('frames beyond the limit are counted and not kept', async () => {
    const network = await sandbox.open({ network: SOLO })
    let packets = 0
    let lost = 0
    network.onPackets((batch, more) => {
      packets += batch.length
      lost += more
    })
    await network.beginRun()
    const flood = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
for (let i = 0; i < 500; i++) await new Promise((resolve) => socket.send('x', 9, '127.0.0.1', resolve))
socket.close()`
    const { program } = await startSource(network, flood, { limits: { packets: 100 } })
    await program.exited
    await network.flush()
    expect(packets).toBe(100)
    expect(lost).toBeGreaterThanOrEqual(400)
    await network.close()
  })
})
