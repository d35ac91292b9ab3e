import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressBytes, fromHex, hexOf, ipv6At } from '../../src/wire/bytes.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode, encodeArp } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { groupOf } from '../../src/wire/group.ts'
import { summary } from '../../src/wire/summary.ts'
import { TCP_FLAGS } from '../../src/wire/tcp.ts'
import type { TcpOption } from '../../src/wire/types.ts'

const port = fc.integer({ min: 0, max: 0xffff })
const word = fc.integer({ min: 0, max: 0xffff_ffff })
const ipv4 = fc.ipV4()
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipv6At(bytes, 0))
const addresses = fc.oneof(fc.tuple(ipv4, ipv4), fc.tuple(ipv6, ipv6))
const option: fc.Arbitrary<TcpOption> = fc.oneof(
  port.map((value): TcpOption => ({ kind: 'mss', value })),
  fc.integer({ min: 0, max: 14 }).map((shift): TcpOption => ({ kind: 'window-scale', shift })),
  fc.tuple(word, word).map(([value, echo]): TcpOption => ({ kind: 'timestamps', value, echo })),
  fc.tuple(word, word).map(([left, right]): TcpOption => ({ kind: 'sack', blocks: [{ left, right }] })),
  fc.constantFrom<TcpOption>({ kind: 'nop' }, { kind: 'sack-permitted' }),
)
const payload = fc.uint8Array({ maxLength: 64 })

const segment = fc
  .record({
    addresses,
    ports: fc.tuple(port, port),
    seq: word,
    ack: word,
    flags: fc.subarray([...TCP_FLAGS]),
    window: port,
    options: fc.array(option, { maxLength: 3 }),
    payload,
  })
  .map(({ addresses, ports, payload, ...tcp }) => ({
    ip: { source: addresses[0], destination: addresses[1] },
    tcp: { sourcePort: ports[0], destinationPort: ports[1], ...tcp },
    payload,
  }))

test('what encode writes for TCP, decode reads', () => {
  fc.assert(
    fc.property(segment, (spec) => {
      const packet = decode(encode(spec))
      expect(packet.error).toBeUndefined()
      expect(packet.tcp).toMatchObject(spec.tcp)
      expect({ source: packet.source, destination: packet.destination }).toEqual(spec.ip)
      expect(hexOf(packet.payload)).toBe(hexOf(spec.payload))
      expect(
        packet.layers.find(({ name }) => name === 'tcp')!.fields.find(({ name }) => name === 'checksum')!.note,
      ).toBe('correct')
    }),
  )
})

test('what encode writes for UDP and ICMP, decode reads', () => {
  fc.assert(
    fc.property(
      addresses,
      fc.tuple(port, port),
      payload,
      ([source, destination], [sourcePort, destinationPort], payload) => {
        const udp = decode(encode({ ip: { source, destination }, udp: { sourcePort, destinationPort }, payload }))
        expect(udp.udp).toMatchObject({ sourcePort, destinationPort, length: 8 + payload.length })
        expect(hexOf(udp.payload)).toBe(hexOf(payload))
        const type = source.includes(':') ? 128 : 8
        const icmp = decode(encode({ ip: { source, destination }, icmp: { type, code: 0, rest: 0x00010002 }, payload }))
        expect(icmp.icmp).toMatchObject({ type, meaning: 'echo request' })
        for (const { layers } of [udp, icmp])
          expect(
            layers.findLast(({ name }) => name !== 'payload')!.fields.find(({ name }) => name === 'checksum')!.note,
          ).toBe('correct')
      },
    ),
  )
})

test('what encode writes for ARP, decode reads', () => {
  const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => hexOf(bytes).match(/../g)!.join(':'))
  fc.assert(
    fc.property(mac, ipv4, mac, ipv4, (senderMac, senderIp, targetMac, targetIp) => {
      const { arp } = decode(encodeArp({ operation: 2, senderMac, senderIp, targetMac, targetIp }))
      expect(arp).toEqual({ operation: 'reply', senderMac, senderIp, targetMac, targetIp })
    }),
  )
})

/** Frames that go wrong late: well-formed ones with some bytes overwritten, cut or lengthened. */
const spoiled = fc
  .tuple(
    segment.map((spec) => encode(spec)),
    fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 6 }),
    fc.nat(150),
  )
  .map(([frame, writes, length]) => {
    const bytes = new Uint8Array(length)
    bytes.set(frame.subarray(0, length))
    for (const [at, value] of writes) if (at < length) bytes[at] = value
    return bytes
  })

test('no bytes make decoding, tracking, naming or summing up throw, and every field lies inside the packet', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof(fc.uint8Array({ maxLength: 120 }), spoiled), fc.nat(3000)), { maxLength: 8 }),
      (frames) => {
        const tracker = new FlowTracker()
        for (const [n, [bytes, length]] of frames.entries()) {
          const packet = decode(bytes, length)
          for (const layer of packet.layers)
            for (const { from, to } of layer.fields) {
              expect(from).toBeGreaterThanOrEqual(0)
              expect(to).toBeGreaterThanOrEqual(from)
              expect(to).toBeLessThanOrEqual(bytes.length)
            }
          expect(packet.payloadFrom + packet.payload.length).toBeLessThanOrEqual(bytes.length)
          const seen = tracker.add(n, n, packet, n % 3 === 0)
          expect(summary(packet, seen)).not.toBe('')
          if (seen) expect(groupOf(seen)).not.toBe('')
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('an address survives the way from text to bytes and back', () => {
  fc.assert(fc.property(ipv6, (text) => ipv6At(addressBytes(text), 0) === text))
})

test.each(['::', '::1', 'fe80::1', '2001:db8::1:0:0:1', '1:0:2:0:3:0:4:0'])('%s is canonical', (text) => {
  expect(ipv6At(addressBytes(text), 0)).toBe(text)
})

test.each(['1.2.3', '1.2.3.256', '1:2', '1::2::3', 'g::', ''])('"%s" is refused as an address', (text) => {
  expect(() => addressBytes(text)).toThrow(RangeError)
})

test('hexadecimal text with anything else in it is refused', () => {
  expect([...fromHex('00:ff 10')]).toEqual([0, 255, 16])
  expect(() => fromHex('0')).toThrow(RangeError)
  expect(() => fromHex('zz')).toThrow(RangeError)
})

test('what encode writes for tags, fragments and other protocols, decode reads', () => {
  const tag = fc.record({ id: fc.nat(4095), priority: fc.nat(7) })
  const other = fc.constantFrom(47, 50, 89, 132)
  fc.assert(
    fc.property(fc.tuple(ipv4, ipv4), tag, other, fc.nat(8191), fc.boolean(), port, payload, (ends, vlan, ...rest) => {
      const [protocol, eighths, moreFragments, identification, payload] = rest
      const [source, destination] = ends
      const ip = { source, destination, identification, fragmentOffset: eighths * 8, moreFragments }
      const ethernet = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02', vlan }
      const packet = decode(encode({ ethernet, ip, protocol, payload }))
      expect(packet.error).toBeUndefined()
      expect(packet.ip).toMatchObject({ ...ip, protocol })
      expect(hexOf(packet.payload)).toBe(hexOf(payload))
      const fields = packet.layers[0]!.fields
      expect(fields.find(({ name }) => name === 'vlan')!.value).toBe(String(vlan.id))
      expect(fields.find(({ name }) => name === 'priority')!.value).toBe(String(vlan.priority))
    }),
  )
})

test('a packet without a frame is decoded from its IP header, and any bytes are', () => {
  fc.assert(
    fc.property(segment, fc.uint8Array({ maxLength: 90 }), (spec, bytes) => {
      const packet = decode(encode(spec).subarray(14), undefined, 'ip')
      expect(packet.tcp).toMatchObject(spec.tcp)
      expect(packet.layers[0]!.from).toBe(0)
      expect(decode(bytes, undefined, 'ip').ethernet).toBeUndefined()
    }),
  )
})
