/** Capture files: what is written is read again, and what is broken is read up to the break. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, hexOf } from '../../src/wire/bytes.ts'
import { decodeFrom, readCapture } from '../../src/wire/capture-file.ts'
import { encode } from '../../src/wire/encode.ts'
import { pcap } from '../../src/wire/pcap.ts'
import { pcapng } from '../../src/wire/pcapng.ts'
import { tsharkInstalled } from './oracle/tshark.ts'

/** 2026-01-02 03:04:05.678901 UTC in µs. */
const EPOCH = 1_767_323_045_678_901
const PING = encode({ ip: { source: '10.0.0.1', destination: '10.0.0.2' }, icmp: { type: 8, code: 0 } })

const packet = fc.record({
  at: fc.integer({ min: 0, max: 10_000_000_000 }).map((nanos) => nanos / 1_000),
  data: fc.uint8Array({ maxLength: 80 }),
  more: fc.nat(2_000),
  link: fc.nat(2),
  comment: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { nil: undefined }),
})
const LINKS = [{ name: 'client–switch' }, { name: 'wire', lost: 7 }, { name: 'lo' }]

test('pcapng keeps links, nanoseconds, lengths, comments and losses', () => {
  fc.assert(
    fc.property(fc.array(packet, { minLength: 1, maxLength: 12 }), fc.string({ maxLength: 40 }), (packets, comment) => {
      const written = packets.map(({ more, ...one }) => ({ ...one, length: one.data.length + more }))
      const file = readCapture(pcapng({ links: LINKS, packets: written, epochMicros: EPOCH, comment }))
      expect(file.problem).toBeNull()
      expect(file).toMatchObject({ format: 'pcapng', lost: 7 })
      expect(file.comment ?? '').toBe(comment)
      expect(file.links.map(({ name }) => name)).toEqual(LINKS.map(({ name }) => name))
      for (const [index, { at, data, length, link, comment }] of written.entries()) {
        const read = file.packets[index]!
        expect(hexOf(read.data)).toBe(hexOf(data))
        expect(read).toMatchObject({ length, link })
        expect(read.comment).toBe(comment)
        expect(Math.abs(file.epochMicros - EPOCH + read.at - at)).toBeLessThan(0.001)
      }
    }),
  )
})

test('pcap keeps microseconds and lengths', () => {
  const packets = [
    { at: 5, data: PING, length: PING.length },
    { at: 1_000_007, data: PING.subarray(0, 20), length: PING.length },
  ]
  const file = readCapture(pcap(packets, EPOCH))
  expect(file).toMatchObject({ format: 'pcap', problem: null, epochMicros: EPOCH + 5 })
  expect(file.packets.map(({ at, length, data }) => [at, length, data.length])).toEqual([
    [0, PING.length, PING.length],
    [1_000_002, PING.length, 20],
  ])
  expect(decodeFrom(file, file.packets[0]!)!.icmp!.meaning).toBe('echo request')
})

describe('a file from elsewhere', () => {
  test('in the other byte order with nanoseconds is read', () => {
    const file = readCapture(
      fromHex(`a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000001
        00000002 00000005 00000002 00000009 abcd   00000002 00000ffa 00000001 00000001 ef`),
    )
    expect(file).toMatchObject({ problem: null, epochMicros: 2_000_000 })
    expect(file.packets.map(({ at, length, data }) => [at, length, hexOf(data)])).toEqual([
      [0.005, 9, 'abcd'],
      [4.09, 1, 'ef'],
    ])
  })

  test('in pcapng of the other byte order, with milliseconds and an unknown block between, is read', () => {
    const file = readCapture(
      fromHex(`0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffffffffffff 0000001c
        00000001 00000020 00010000 00000000 0009000103000000 00000000 00000020
        00000bad 00000010 12345678 00000010
        00000006 00000024 00000000 00000000 000003e8 00000001 00000001 ff000000 00000024`),
    )
    expect(file).toMatchObject({ problem: null, epochMicros: 1_000_000, links: [{ name: 'interface 0', linkType: 1 }] })
    expect(file.packets).toHaveLength(1)
  })

  test('of IP packets without frames is decoded from the IP header on', () => {
    const bare = pcap([{ at: 0, data: PING.subarray(14), length: PING.length - 14 }])
    bare[20] = 101
    const file = readCapture(bare)
    expect(file.problem).toBeNull()
    expect(decodeFrom(file, file.packets[0]!)).toMatchObject({ protocol: 'icmp', source: '10.0.0.1', error: undefined })
  })

  test('of another link type is kept as bytes, and the file says so', () => {
    const wireless = pcap([{ at: 0, data: PING, length: PING.length }])
    wireless[20] = 105
    const file = readCapture(wireless)
    expect(file.packets).toHaveLength(1)
    expect(decodeFrom(file, file.packets[0]!)).toBeNull()
    expect(file.problem).toEqual({ offset: 40, why: expect.stringMatching(/link type 105 \(IEEE 802\.11\)/) })
  })
})

describe('a broken file', () => {
  const packets = Array.from({ length: 5 }, (_, index) => ({ at: index, data: PING, length: PING.length }))
  const files = { pcap: pcap(packets), pcapng: pcapng({ links: [{ name: 'wire' }], packets }) }

  test.each(Object.entries(files))('%s cut anywhere gives the packets before the cut, and where it is', (_, bytes) => {
    const ends = readCapture(bytes).packets.map(({ data }) => data.byteOffset - bytes.byteOffset + data.length)
    for (let length = 0; length < bytes.length; length++) {
      const file = readCapture(bytes.subarray(0, length))
      const whole = ends.filter((end) => end <= length).length
      // A pcapng block ends some bytes behind its packet.
      expect([whole, whole - 1]).toContain(file.packets.length)
      if (file.problem) expect(file.problem.offset).toBeLessThanOrEqual(length)
      else expect(file.packets.length).toBe(whole)
    }
  })

  test('that begins with no magic number is no capture', () => {
    expect(readCapture(fromHex('50 4b 03 04 00 00'))).toMatchObject({
      format: 'unknown',
      packets: [],
      problem: { offset: 0 },
    })
    expect(readCapture(new Uint8Array(0)).problem!.why).toMatch(/no capture/)
  })

  test('with an absurd length says at which byte it stands', () => {
    const damaged = files.pcap.slice()
    damaged.set([0xff, 0xff, 0xff, 0x7f], 24 + 16 + PING.length + 8)
    expect(readCapture(damaged)).toMatchObject({
      packets: [{}],
      problem: { offset: 24 + 16 + PING.length + 8, why: expect.stringMatching(/more than any capture keeps/) },
    })
    const block = files.pcapng.slice()
    block[4] = 0x1d
    expect(readCapture(block).problem!.why).toMatch(/block length of 29 bytes/)
  })

  test('a packet of an interface that was never described ends the reading', () => {
    const bytes = pcapng({ links: [{ name: 'wire' }], packets })
    const first = readCapture(bytes).packets[0]!.data.byteOffset - 20
    bytes[first] = 3
    expect(readCapture(bytes)).toMatchObject({
      packets: [],
      problem: { offset: first, why: expect.stringMatching(/interface 3/) },
    })
  })

  test('no bytes make reading throw', () => {
    const start = fc.constantFrom('0a0d0d0a1c0000004d3c2b1a', 'd4c3b2a102000400', 'a1b23c4d', '').map(fromHex)
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        const file = readCapture(Uint8Array.from([...head, ...rest]))
        for (const one of file.packets) expect(one.data.length).toBeLessThanOrEqual(one.length)
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(files.pcapng.length - 1), fc.nat(255)), { maxLength: 8 }), (writes) => {
        const bytes = files.pcapng.slice()
        for (const [at, value] of writes) bytes[at] = value
        const file = readCapture(bytes)
        expect(file.packets.length).toBeLessThanOrEqual(5)
      }),
    )
  })
})

test('a packet of a link that is not listed is refused', () => {
  expect(() => pcapng({ links: [], packets: [{ at: 0, data: PING, length: 1 }] })).toThrow(RangeError)
})

test('tshark reads the interfaces, the nanoseconds and the comments of our pcapng', (context) => {
  tsharkInstalled(context)
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-pcapng-'))
  try {
    const file = join(folder, 'capture.pcapng')
    const packets = [
      { at: 0.001, data: PING, length: PING.length, link: 1, comment: 'dropped by the link' },
      { at: 1.5, data: PING, length: PING.length + 3, link: 0 },
    ]
    writeFileSync(file, pcapng({ links: LINKS, packets, epochMicros: EPOCH, comment: 'a lab' }))
    const fields = ['frame.time_epoch', 'frame.interface_name', 'frame.len', 'frame.comment'].flatMap((name) => [
      '-e',
      name,
    ])
    const text = execFileSync('tshark', ['-r', file, '-T', 'fields', ...fields], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd().split('\t')),
    ).toEqual([
      ['1767323045.678901001', 'wire', String(PING.length), 'dropped by the link'],
      ['1767323045.678902500', 'client–switch', String(PING.length + 3)],
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
