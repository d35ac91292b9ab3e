import { expect, test } from 'vitest'
import { fromHex } from '../../src/wire/bytes.ts'
import { decode } from '../../src/wire/decode.ts'
import type { Decoded, Field } from '../../src/wire/types.ts'

/** A SYN from Linux over loopback, with its usual options and a checksum the kernel only began. */
const SYN = fromHex(`
  000000000000 000000000000 0800
  45 00 003c 1c46 4000 40 06 2074 7f000001 7f000001
  9c40 270f 8ea2fb67 00000000 a0 02 ffd7 fe30 0000
  0204ffd7 0402 080a 5a388a88 00000000 01 0303 0a`)

function fieldOf(packet: Decoded, layer: string, name: string): Field {
  const found = packet.layers.find((l) => l.name === layer)?.fields.find((f) => f.name === name)
  if (!found) throw new Error(`no field ${layer}.${name}`)
  return found
}

test('a SYN is read with ports, numbers, flags and every option', () => {
  const packet = decode(SYN)
  expect(packet.error).toBeUndefined()
  expect(packet.protocol).toBe('tcp')
  expect([packet.source, packet.destination]).toEqual(['127.0.0.1', '127.0.0.1'])
  expect(packet.ip).toMatchObject({ version: 4, ttl: 64, protocol: 6, totalLength: 60, dontFragment: true })
  expect(packet.tcp).toEqual({
    sourcePort: 40000,
    destinationPort: 9999,
    seq: 0x8ea2fb67,
    ack: 0,
    headerLength: 40,
    flags: ['SYN'],
    window: 65495,
    checksum: 0xfe30,
    urgent: 0,
    options: [
      { kind: 'mss', value: 65495 },
      { kind: 'sack-permitted' },
      { kind: 'timestamps', value: 0x5a388a88, echo: 0 },
      { kind: 'nop' },
      { kind: 'window-scale', shift: 10 },
    ],
  })
  expect(packet.layers.map((l) => [l.name, l.from, l.to])).toEqual([
    ['ethernet', 0, 14],
    ['ipv4', 14, 34],
    ['tcp', 34, 74],
  ])
  expect([packet.payloadFrom, packet.payloadLength]).toEqual([74, 0])
})

test('fields carry the byte range they stand in, and bit fields share bytes', () => {
  const packet = decode(SYN)
  expect(fieldOf(packet, 'tcp', 'seq')).toMatchObject({ value: '2393045863', from: 38, to: 42 })
  expect(fieldOf(packet, 'tcp', 'syn')).toMatchObject({ value: '1', from: 47, to: 48 })
  expect(fieldOf(packet, 'tcp', 'fin')).toMatchObject({ value: '0', from: 47, to: 48 })
  expect(fieldOf(packet, 'ipv4', 'version')).toMatchObject({ value: '4', from: 14, to: 15 })
  expect(fieldOf(packet, 'ipv4', 'headerLength')).toMatchObject({ value: '20 bytes', from: 14, to: 15 })
  expect(fieldOf(packet, 'tcp', 'windowScale')).toMatchObject({ value: '10', from: 71, to: 74 })
  expect(fieldOf(packet, 'ethernet', 'source').note).toMatch(/loopback/)
})

test('the IPv4 header checksum is checked, and a TCP checksum left to the card is told from a wrong one', () => {
  expect(fieldOf(decode(SYN), 'ipv4', 'checksum').note).toBe('correct')
  expect(fieldOf(decode(SYN), 'tcp', 'checksum').note).toMatch(/unfinished/)
  const wrong = SYN.slice()
  wrong[24]! ^= 1
  wrong[50]! ^= 1
  expect(fieldOf(decode(wrong), 'ipv4', 'checksum').note).toBe('wrong')
  expect(fieldOf(decode(wrong), 'tcp', 'checksum').note).toMatch(/^wrong/)
})

test('a UDP datagram ends where its length says, before the padding of the frame', () => {
  const packet = decode(
    fromHex(`ffffffffffff 020000000001 0800 4500001f00010000401166cb 0a000001 0a000002
      3039 d431 000b 0000 616263 000000000000000000000000000000`),
  )
  expect(packet.udp).toEqual({ sourcePort: 12345, destinationPort: 54321, length: 11, checksum: 0 })
  expect(new TextDecoder().decode(packet.payload)).toBe('abc')
  expect([packet.payloadFrom, packet.payloadLength]).toEqual([42, 3])
  expect(fieldOf(packet, 'ethernet', 'padding')).toMatchObject({ from: 45, to: 60, value: '15 bytes' })
  expect(fieldOf(packet, 'ethernet', 'destination').note).toMatch(/broadcast/)
  expect(fieldOf(packet, 'udp', 'checksum').note).toBe('not used')
})

test('an ARP request names who asks and for whom', () => {
  const packet = decode(
    fromHex(`ffffffffffff 02000a000001 0806 0001 0800 06 04 0001
      02000a000001 0a000001 000000000000 0a000002`),
  )
  expect(packet.protocol).toBe('arp')
  expect(packet.arp).toEqual({
    operation: 'request',
    senderMac: '02:00:0a:00:00:01',
    senderIp: '10.0.0.1',
    targetMac: '00:00:00:00:00:00',
    targetIp: '10.0.0.2',
  })
  expect(packet.layers.at(-1)!.summary).toBe('who has 10.0.0.2? tell 10.0.0.1')
})

test('IPv4 options lengthen the header', () => {
  const packet = decode(
    fromHex(
      '000000000000 000000000000 0800 46 00 0020 0000 0000 40 11 0000 0a000001 0a000002 94040000 0001 0002 0008 0000',
    ),
  )
  expect(fieldOf(packet, 'ipv4', 'options')).toMatchObject({ value: '94040000', from: 34, to: 38 })
  expect(packet.udp).toMatchObject({ sourcePort: 1, destinationPort: 2 })
})

test('a later fragment holds content, not another transport header', () => {
  const packet = decode(
    fromHex('000000000000 000000000000 0800 4500 001c abcd 00b9 40 11 0000 0a000001 0a000002 0102030405060708'),
  )
  expect(packet.protocol).toBe('ipv4')
  expect(packet.ip).toMatchObject({ identification: 0xabcd, fragmentOffset: 1480, moreFragments: false })
  expect(packet.udp).toBeUndefined()
  expect([...packet.payload]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('the first fragment of a datagram may state a longer length without being an error', () => {
  const packet = decode(
    fromHex(
      '000000000000 000000000000 0800 4500 0020 abcd 2000 40 11 0000 0a000001 0a000002 0001 0002 0bc0 0000 61626364',
    ),
  )
  expect(packet.error).toBeUndefined()
  expect(packet.udp!.length).toBe(3008)
  expect(packet.payloadLength).toBe(4)
})

test('IPv6 extension headers are walked to the transport header', () => {
  const packet = decode(
    fromHex(`333300000001 020000000001 86dd 60000000 0018 00 40
      fe80000000000000 0000000000000001 ff02000000000000 0000000000000001
      3c00 010400000000  1100 010400000000  0035 0035 0008 0000`),
  )
  expect(packet.error).toBeUndefined()
  expect([packet.source, packet.destination]).toEqual(['fe80::1', 'ff02::1'])
  expect(packet.ip!.protocol).toBe(17)
  expect(packet.udp).toMatchObject({ sourcePort: 53, destinationPort: 53 })
  expect(packet.layers.find((l) => l.name === 'ipv6')).toMatchObject({ from: 14, to: 70 })
  expect(fieldOf(packet, 'ipv6', 'extension0')).toMatchObject({ from: 54, to: 62 })
})

test('a refused datagram comes back inside an ICMP port unreachable', () => {
  const packet = decode(
    fromHex(`000000000000 000000000000 0800 45c0 0038 0000 0000 40 01 0000 7f000001 7f000001
      03 03 0000 00000000 4500001c00004000401100007f0000017f000001 0001 270f 0008 0000`),
  )
  expect(packet.protocol).toBe('icmp')
  expect(packet.icmp).toMatchObject({ type: 3, code: 3, meaning: 'port unreachable' })
  expect(fieldOf(packet, 'icmp', 'quoted')).toMatchObject({ value: '28 bytes', from: 42, to: 70 })
})

test('a neighbour solicitation names its target', () => {
  const packet = decode(
    fromHex(`3333ff000002 020000000001 86dd 60000000 0018 3a ff
      fe80000000000000 0000000000000001 ff02000000000000 00000001ff000002
      87 00 0000 00000000 fe80000000000000 0000000000000002`),
  )
  expect(packet.icmp!.meaning).toBe('neighbour solicitation')
  expect(fieldOf(packet, 'icmpv6', 'target').value).toBe('fe80::2')
})

test('a packet the capture cut keeps its real payload length', () => {
  const whole = fromHex(`000000000000 000000000000 0800 4500 00fa 0000 4000 40 06 0000 0a000001 0a000002
    0001 0002 00000001 00000001 50 18 ffff 0000 0000 68656c6c6f`)
  const packet = decode(whole, 14 + 250)
  expect(packet.error).toBeUndefined()
  expect(packet.payloadLength).toBe(210)
  expect(new TextDecoder().decode(packet.payload)).toBe('hello')
})

test.each([
  ['nothing', '', /Ethernet header needs 14 bytes, 0 are there/],
  ['half an IPv4 header', '000000000000 000000000000 0800 4500 0028 0000', /IPv4 header needs 20 bytes, 6/],
  ['a header length below 20', `000000000000 000000000000 0800 44${'00'.repeat(19)}`, /IPv4 header of 16 bytes/],
  ['IPv6 under the type of IPv4', `000000000000 000000000000 0800 60${'00'.repeat(39)}`, /version 6 in an IPv4/],
  [
    'a TCP option longer than the header',
    `000000000000 000000000000 0800 4500 002c 0000 0000 40 06 0000 0a000001 0a000002
      0001 0002 00000000 00000000 60 02 0000 0000 0000 02280000`,
    /TCP option 2/,
  ],
  [
    'a total length beyond the frame',
    '000000000000 000000000000 0800 4500 0100 0000 0000 40 11 0000 0a000001 0a000002 0001 0002 0008 0000',
    /total length of 256 bytes/,
  ],
])('%s is decoded as far as it goes and says what is wrong', (_, bytes, error) => {
  const packet = decode(fromHex(bytes))
  expect(packet.error).toMatch(error)
  expect(packet.layers.length).toBeGreaterThanOrEqual(bytes === '' ? 0 : 1)
})
