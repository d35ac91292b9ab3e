/** What decodes packets: in the page, in specs, on the command line. Packets are a learner's own. */
import assert from 'node:assert/strict'
import { datagramMessages, streamMessages } from '../../../src/wire/application/application.ts'
import { decodeFrom, readCapture } from '../../../src/wire/capture-file.ts'
import { decode } from '../../../src/wire/decode.ts'
import { FlowTracker } from '../../../src/wire/flow.ts'
import { pcap } from '../../../src/wire/pcap.ts'
import { streamOf } from '../../../src/wire/stream.ts'
import { summary } from '../../../src/wire/summary.ts'
import type { Decoded } from '../../../src/wire/types.ts'
import { bytesLike } from '../mutate.ts'
import { FRAMES, STREAMS } from '../samples.ts'
import { target } from '../target.ts'

/** Reads all that is made when it is first read, and looks that each range lies in the frame. */
function readAll(packet: Decoded, wire: number): void {
  for (const { from, to, fields } of packet.layers) {
    assert(from >= 0 && from <= to && to <= wire, `a layer from ${from} to ${to} of ${wire}`)
    for (const field of fields) {
      assert(
        field.from >= 0 && field.from <= field.to && field.to <= wire,
        `${field.name} at ${field.from}–${field.to} of ${wire}`,
      )
      assert.equal(typeof field.value, 'string')
    }
  }
  assert.equal(typeof summary(packet, null), 'string')
  datagramMessages(packet)
}

export const WIRE = [
  target({
    name: 'wire decoder',
    input: (random) => ({
      bytes: bytesLike(random, FRAMES),
      more: random.once(5) ? random.int(70_000) : 0,
      ip: random.once(8),
    }),
    check({ bytes, more, ip }) {
      const wire = Math.max(bytes.length, more)
      readAll(decode(bytes, wire, ip ? 'ip' : 'ethernet'), wire)
    },
  }),
  target({
    name: 'flows',
    input: (random) =>
      Array.from({ length: 1 + random.int(8) }, () =>
        random.once(2) ? random.pick(FRAMES) : bytesLike(random, FRAMES),
      ),
    check(frames) {
      const tracker = new FlowTracker()
      const packets = frames.map((bytes) => decode(bytes))
      for (const [n, packet] of packets.entries()) tracker.add(n, n, packet, n % 7 === 6)
      for (const flow of tracker.flows) {
        const [client, server] = [true, false].map((side) => streamOf(flow, side, ({ n }) => packets[n] ?? null).bytes)
        if (flow.protocol === 'tcp') streamMessages({ client: client!, server: server!, port: 80 })
      }
    },
  }),
  target({
    name: 'application streams',
    input: (random) => ({
      client: bytesLike(random, STREAMS),
      server: bytesLike(random, STREAMS),
      port: random.pick([53, 80, 443, 9_000]),
    }),
    check(conversation) {
      const { client, server } = streamMessages(conversation)
      for (const [messages, { length }] of [
        [client, conversation.client],
        [server, conversation.server],
      ] as const)
        for (const { from, to } of messages)
          assert(from >= 0 && from <= to && to <= length, `a message from ${from} to ${to} of ${length}`)
    },
  }),
  target({
    name: 'pcap and pcapng',
    input: (random) => bytesLike(random, CAPTURES, 4_096),
    check(bytes) {
      const file = readCapture(bytes)
      for (const packet of file.packets) {
        assert(packet.data.byteOffset - bytes.byteOffset + packet.data.length <= bytes.length)
        const decoded = decodeFrom(file, packet)
        if (decoded) assert.equal(typeof summary(decoded, null), 'string')
      }
    },
  }),
  target({
    name: 'pcap, there and back',
    input: (random) =>
      Array.from({ length: random.int(5) }, (_, n) => {
        const data = bytesLike(random, FRAMES, 300)
        return { at: n * 1_000 + random.int(1_000), data, length: data.length + random.int(3) }
      }),
    check(packets) {
      const { problem, packets: read } = readCapture(pcap(packets))
      assert.equal(problem, null)
      assert.deepEqual(
        read.map(({ data }) => Buffer.from(data).toString('hex')),
        packets.map(({ data }) => Buffer.from(data).toString('hex')),
      )
      assert.deepEqual(
        read.map(({ length }) => length),
        packets.map(({ length }) => length),
      )
    },
  }),
]

const CAPTURES = [
  pcap(FRAMES.slice(0, 12).map((data, n) => ({ at: n * 250, data, length: data.length }))),
  pcapngOf(FRAMES.slice(0, 8)),
]

/** Section header, an interface, and a packet block for each frame (draft-ietf-opsawg-pcapng §4). */
function pcapngOf(frames: readonly Uint8Array[]): Uint8Array {
  const block = (type: number, body: Buffer) => {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
    const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)]
    head.writeUInt32LE(type, 0)
    head.writeUInt32LE(padded.length + 12, 4)
    tail.writeUInt32LE(padded.length + 12, 0)
    return Buffer.concat([head, padded, tail])
  }
  const section = Buffer.from('4d3c2b1a01000000ffffffffffffffff', 'hex')
  const link = Buffer.from('0100000000000400' + '0200030065746800' + '0900010006000000' + '00000000', 'hex')
  const packets = frames.map((data, n) => {
    const head = Buffer.alloc(20)
    head.writeUInt32LE(n * 1_000, 8)
    head.writeUInt32LE(data.length, 12)
    head.writeUInt32LE(data.length, 16)
    return block(6, Buffer.concat([head, data]))
  })
  return Buffer.concat([block(0x0a0d0d0a, section), block(1, link), ...packets])
}
