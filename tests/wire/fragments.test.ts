/** A datagram larger than the link's MTU, put together from its fragments. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hexOf } from '../../src/wire/bytes.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode, type IpSpec } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { FRAGMENT_LIMITS, Reassembler } from '../../src/wire/fragments.ts'

const FOUR: IpSpec = { source: '10.0.0.1', destination: '10.0.0.2' }
const SIX: IpSpec = { source: 'fd00::1', destination: 'fd00::2' }

/** The datagram's IP content in pieces of `size` bytes (a multiple of 8), as a host would send them. */
function pieces(ip: IpSpec, payload: Uint8Array, size: number, identification = 7): Uint8Array[] {
  const six = ip.source.includes(':')
  const whole = encode({ ip, udp: { sourcePort: 40_000, destinationPort: 9_999 }, payload }).subarray(
    14 + (six ? 40 : 20),
  )
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, index) => {
    const fragmentOffset = index * size
    const content = whole.subarray(fragmentOffset, fragmentOffset + size)
    const moreFragments = fragmentOffset + size < whole.length
    if (!six)
      return encode({ ip: { ...ip, identification, fragmentOffset, moreFragments }, protocol: 17, payload: content })
    const header = new Uint8Array(8 + content.length)
    const view = new DataView(header.buffer)
    view.setUint8(0, 17)
    view.setUint16(2, fragmentOffset | (moreFragments ? 1 : 0))
    view.setUint32(4, identification)
    header.set(content, 8)
    return encode({ ip, protocol: 44, payload: header })
  })
}

const payload = fc.uint8Array({ minLength: 20, maxLength: 400 })

test('in any order, with copies between, gives the datagram with a correct checksum', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(FOUR, SIX),
      payload,
      fc.integer({ min: 1, max: 12 }),
      fc.infiniteStream(fc.nat()),
      (ip, payload, eighths, order) => {
        const sent = pieces(ip, payload, eighths * 8)
        if (sent.length < 2) return
        const shuffled = sent.map((frame) => ({ frame, key: order.next().value! })).toSorted((a, b) => a.key - b.key)
        const twice = [shuffled[0]!, ...shuffled]
        const reassembler = new Reassembler()
        const made = twice.map(({ frame }, index) => reassembler.add(index + 1, decode(frame)))
        expect(made.slice(0, -1)).toEqual(made.slice(0, -1).map(() => null))
        const { packet, fragments } = made.at(-1)!
        expect(fragments).toEqual(twice.map((_, index) => index + 1))
        expect(packet.udp).toMatchObject({ sourcePort: 40_000, length: 8 + payload.length })
        expect(hexOf(packet.payload)).toBe(hexOf(payload))
        const udp = packet.layers.find(({ name }) => name === 'udp')!
        expect(udp.fields.find(({ name }) => name === 'checksum')!.note).toBe('correct')
      },
    ),
  )
})

test('is one segment of its flow, at the fragment that completed it', () => {
  const tracker = new FlowTracker()
  const sent = pieces(FOUR, new Uint8Array(3_000), 1_480)
  const segments = sent.map((frame, index) => tracker.add(index + 1, index, decode(frame)))
  expect(segments.slice(0, -1)).toEqual([null, null])
  expect(segments.at(-1)).toMatchObject({ n: 3, length: 3_000, fragments: [1, 2, 3], meaning: 'datagram, 3000 bytes' })
  expect(tracker.flows).toMatchObject([{ client: '10.0.0.1:40000', bytes: { client: 3_000 }, segments: [{ n: 3 }] }])
})

test('without a lost fragment nothing comes of it', () => {
  const tracker = new FlowTracker()
  const [first, second, third] = pieces(FOUR, new Uint8Array(3_000), 1_480)
  expect(tracker.add(1, 0, decode(first!))).toBeNull()
  expect(tracker.add(2, 1, decode(second!), true)).toBeNull()
  expect(tracker.add(3, 2, decode(third!))).toBeNull()
  expect(tracker.flows).toEqual([])
})

test('of which the capture kept less is as long as it was, and has the bytes up to the cut', () => {
  const reassembler = new Reassembler()
  const [first, second] = pieces(FOUR, new Uint8Array(2_000).fill(7), 1_480)
  reassembler.add(1, decode(first!.subarray(0, 200), first!.length))
  const { packet } = reassembler.add(2, decode(second!))!
  expect(packet).toMatchObject({ payloadLength: 2_000, error: undefined })
  expect(packet.payload).toHaveLength(200 - 14 - 20 - 8)
})

test('claiming more than an IP packet holds is given up, and so is the oldest of too many', () => {
  const reassembler = new Reassembler()
  const far = encode({ ip: { ...FOUR, fragmentOffset: 65_528 }, protocol: 17, payload: new Uint8Array(64) })
  expect(reassembler.add(1, decode(far))).toBeNull()
  const [first, second] = pieces(FOUR, new Uint8Array(100), 56, 1)
  reassembler.add(2, decode(first!))
  for (let other = 2; other < 2 + FRAGMENT_LIMITS.datagrams; other++)
    reassembler.add(other, decode(pieces(FOUR, new Uint8Array(100), 56, other)[0]!))
  expect(reassembler.add(99, decode(second!))).toBeNull()
})
