/** Fields of the smaller protocols, by literal bytes. */
import { expect, test } from 'vitest'
import { fromHex } from '../../src/wire/bytes.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode } from '../../src/wire/encode.ts'
import { summary } from '../../src/wire/summary.ts'
import type { Decoded } from '../../src/wire/types.ts'

function fieldsOf(packet: Decoded, layer: string): Record<string, string> {
  const found = packet.layers.find(({ name }) => name === layer)
  if (!found) throw new Error(`no layer ${layer}`)
  return Object.fromEntries(found.fields.map(({ name, value }) => [name, value]))
}

test('a tag names the VLAN and its priority, and the IP packet behind it is read', () => {
  const ip = { source: '10.0.0.1', destination: '10.0.0.2' }
  const ends = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' }
  const packet = decode(
    encode({ ethernet: { ...ends, vlan: { id: 42, priority: 5 } }, ip, udp: { sourcePort: 1, destinationPort: 2 } }),
  )
  expect(packet.protocol).toBe('udp')
  expect(fieldsOf(packet, 'ethernet')).toMatchObject({
    vlan: '42',
    priority: '5',
    dropEligible: '0',
    etherType: '0x0800',
  })
})

test('a spanning tree message is named, with the root it believes in', () => {
  const packet = decode(
    fromHex(`0180c2000000 020000000001 0026 4242 03 0000 00 00 00 8000 020000000001 00000004 8000 020000000002
      8001 0100 1400 0200 0f00`),
  )
  expect(packet.error).toBeUndefined()
  expect(packet.protocol).toBe('stp')
  expect(fieldsOf(packet, 'ethernet')).toMatchObject({ length: '38 bytes' })
  expect(fieldsOf(packet, 'stp')).toMatchObject({
    root: '32768/02:00:00:00:00:01',
    cost: '4',
    hello: '2 s',
    forwardDelay: '15 s',
  })
})

test('a report of IGMPv3 names the groups it is about', () => {
  const packet = decode(
    encode({
      ip: { source: '10.0.0.1', destination: '224.0.0.22', ttl: 1 },
      protocol: 2,
      payload: fromHex('2200 eafb 0000 0001 0400 0000 efff0001'),
    }),
  )
  expect(packet.igmp).toEqual({
    type: 0x22,
    version: 3,
    groups: ['239.255.0.1'],
    meaning: 'membership report, version 3',
  })
  expect(fieldsOf(packet, 'igmp')).toMatchObject({ records: '1', recordType: '4', group: '239.255.0.1' })
  expect(packet.payloadLength).toBe(0)
})

test.each([
  ['1100 0000 00000000', 1, 'general membership query', []],
  ['1164 0000 00000000', 2, 'general membership query', []],
  ['1164 0000 efff0001', 2, 'membership query', ['239.255.0.1']],
  ['1164 0000 00000000 02 7d 0000', 3, 'general membership query', []],
  ['1200 0000 efff0001', 1, 'membership report, version 1', ['239.255.0.1']],
  ['1700 0000 efff0001', 2, 'leave group', ['239.255.0.1']],
])('IGMP %s is told by its type and length', (payload, version, meaning, groups) => {
  const ip = { source: '10.0.0.1', destination: '224.0.0.1' }
  expect(decode(encode({ ip, protocol: 2, payload: fromHex(payload) })).igmp).toMatchObject({
    version,
    meaning,
    groups,
  })
})

test('an ICMP error tells the packet it is about, header by header', () => {
  const lost = encode({
    ip: { source: '10.0.0.1', destination: '10.0.0.2', ttl: 1 },
    udp: { sourcePort: 40_000, destinationPort: 9_999 },
    payload: fromHex('68656c6c6f'),
  }).subarray(14)
  const packet = decode(
    encode({ ip: { source: '10.0.0.254', destination: '10.0.0.1' }, icmp: { type: 11, code: 0 }, payload: lost }),
  )
  expect(packet.icmp!.quoted).toMatchObject({
    ip: { source: '10.0.0.1', destination: '10.0.0.2', ttl: 1 },
    sourcePort: 40_000,
    destinationPort: 9_999,
  })
  const fields = fieldsOf(packet, 'quoted')
  expect(fields).toMatchObject({ 'ipv4.ttl': '1', 'ipv4.destination': '10.0.0.2', 'udp.destinationPort': '9999' })
  expect(packet.layers.at(-1)).toMatchObject({
    name: 'quoted',
    from: 42,
    to: 75,
    summary: 'UDP 10.0.0.1 → 10.0.0.2, 40000 → 9999',
  })
  expect(summary(packet, null)).toBe('ICMP time to live exceeded in transit: UDP 10.0.0.1:40000 → 10.0.0.2:9999')
})

test('eight bytes of a quoted TCP header are enough for its ports and number', () => {
  const head = encode({
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    tcp: { sourcePort: 40_000, destinationPort: 9_999, seq: 77, flags: ['SYN'] },
  }).subarray(14, 14 + 28)
  const packet = decode(
    encode({ ip: { source: '10.0.0.2', destination: '10.0.0.1' }, icmp: { type: 3, code: 1 }, payload: head }),
  )
  expect(packet.error).toBeUndefined()
  expect(packet.icmp!.quoted).toMatchObject({ sourcePort: 40_000, destinationPort: 9_999, seq: 77 })
  expect(fieldsOf(packet, 'quoted')).toMatchObject({ 'tcp.sourcePort': '40000', 'tcp.seq': '77' })
})

test('a packet too big for the next link comes back with its MTU, in both ICMPs', () => {
  const four = { source: '10.0.0.254', destination: '10.0.0.1' }
  const six = { source: 'fd00::fe', destination: 'fd00::1' }
  const mtu = (packet: Decoded, layer: string) => fieldsOf(packet, layer).mtu
  expect(mtu(decode(encode({ ip: four, icmp: { type: 3, code: 4, rest: 1280 } })), 'icmp')).toBe('1280')
  expect(mtu(decode(encode({ ip: six, icmp: { type: 2, code: 0, rest: 1280 } })), 'icmpv6')).toBe('1280')
})

test('a router advertisement tells prefix, MTU and lifetimes', () => {
  const packet = decode(
    encode({
      ip: { source: 'fe80::1', destination: 'ff02::1', ttl: 255 },
      icmp: { type: 134, code: 0, rest: 0x40c0_0708 },
      payload: fromHex(`00007530 000003e8 0101020000000001 0501 0000 000005dc
        0304 40 c0 00278d00 00093a80 00000000 20010db8000000000000000000000000`),
    }),
  )
  expect(fieldsOf(packet, 'icmpv6')).toMatchObject({
    curHopLimit: '64',
    lifetime: '1800 s',
    reachable: '30000 ms',
    sourceMac: '02:00:00:00:00:01',
    linkMtu: '1500',
    prefix: '2001:db8::/64',
    validLifetime: '2592000 s',
  })
})

test('a listener report of IPv6 names its groups', () => {
  const packet = decode(
    encode({
      ip: { source: 'fe80::1', destination: 'ff02::16', ttl: 1 },
      icmp: { type: 143, code: 0, rest: 1 },
      payload: fromHex('04000000 ff020000000000000000000000010003'),
    }),
  )
  expect(packet.icmp!.meaning).toBe('multicast listener report, version 2')
  expect(fieldsOf(packet, 'icmpv6')).toMatchObject({ recordType: '4', group: 'ff02::1:3' })
})

test('a fragment of IPv6 shows its offset in bytes and what it belongs to', () => {
  const packet = decode(
    encode({
      ip: { source: 'fd00::1', destination: 'fd00::2' },
      protocol: 44,
      payload: fromHex('11 00 05a9 12345678 0102'),
    }),
  )
  expect(packet.ip).toMatchObject({
    fragmentOffset: 1448,
    moreFragments: true,
    identification: 0x1234_5678,
    protocol: 17,
  })
  expect(fieldsOf(packet, 'ipv6')).toMatchObject({ fragmentOffset: '1448 bytes', moreFragments: '1' })
  expect(packet.udp).toBeUndefined()
})

test('options of IPv4 and of hop-by-hop headers are named', () => {
  const four = decode(
    fromHex(
      '000000000000 000000000000 0800 47 00 0024 0000 0000 40 02 0000 0a000001 e0000016 94040000 01 07 03 04 1600 0000 efff0001',
    ),
  )
  const labels = four.layers.find(({ name }) => name === 'ipv4')!.fields.map(({ label }) => label)
  expect(labels).toEqual(
    expect.arrayContaining(['Option: router alert', 'Option: no operation', 'Option: record route']),
  )
  const six = decode(
    encode({ ip: { source: 'fd00::1', destination: 'fd00::2' }, protocol: 0, payload: fromHex('3b00 05020000 0100') }),
  )
  expect(six.layers.find(({ name }) => name === 'ipv6')!.fields.map(({ label }) => label)).toContain(
    'Option: router alert',
  )
  expect(six.ip!.protocol).toBe(59)
})
