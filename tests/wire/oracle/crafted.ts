/** Packets of protocols that no lab shows yet, byte by byte. */
import { addressBytes, fromHex } from '../../../src/wire/bytes.ts'
import { checksum } from '../../../src/wire/checksum.ts'
import { encode, encodeArp, encodeEthernet, type IpSpec } from '../../../src/wire/encode.ts'
import type { Frame } from './tshark.ts'

const MACS = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' }
const GROUP_MACS = { source: MACS.source, destination: '01:00:5e:00:00:16' }
const FOUR: IpSpec = { source: '10.0.0.1', destination: '10.0.0.2' }
const SIX: IpSpec = { source: 'fe80::1', destination: 'ff02::16', ttl: 1 }
const NEAR: IpSpec = { source: 'fe80::1', destination: 'fe80::2', ttl: 255 }
const SOME = fromHex('00112233445566778899')

/** Numbered as they stand here, 1 ms apart. */
export function crafted(): Frame[] {
  return [...links(), ...fours(), ...sixes(), ...groups(), ...transports()].map((data, index) => ({
    at: index * 1_000,
    data,
    length: data.length,
  }))
}

function links(): Uint8Array[] {
  const bridge = fromHex(`0000 02 02 3c 8000 020000000001 00000004 8000 020000000002 8001 0000 1400 0200 0f00 00`)
  const spanning = new Uint8Array([0x42, 0x42, 3, ...bridge])
  const snap = new Uint8Array([0xaa, 0xaa, 3, 0, 0, 0, 0x80, 0x35, ...SOME])
  const asked = { senderMac: MACS.source, senderIp: '10.0.0.1', targetMac: '00:00:00:00:00:00', targetIp: '10.0.0.2' }
  return [
    encode({
      ethernet: { ...MACS, vlan: { id: 42, priority: 5 } },
      ip: FOUR,
      udp: { sourcePort: 1, destinationPort: 2 },
      payload: SOME,
    }),
    encodeEthernet({ ...MACS, destination: '01:80:c2:00:00:00' }, spanning.length, spanning),
    encodeEthernet(MACS, snap.length, snap),
    encodeArp({ operation: 1, ...asked }),
    encodeArp({ operation: 2, ...asked, targetMac: MACS.destination }),
  ]
}

/** An IP packet without its frame, as ICMP errors quote it. */
const bare = (frame: Uint8Array): Uint8Array => frame.subarray(14)

function fours(): Uint8Array[] {
  const lost = bare(encode({ ip: FOUR, udp: { sourcePort: 40_000, destinationPort: 9_999 }, payload: SOME }))
  const segment = bare(
    encode({ ip: FOUR, tcp: { sourcePort: 40_000, destinationPort: 9_999, seq: 7, flags: ['SYN'] } }),
  )
  const icmp = (type: number, code: number, rest = 0, payload: Uint8Array = SOME) =>
    encode({ ethernet: MACS, ip: FOUR, icmp: { type, code, rest }, payload })
  return [
    icmp(8, 0, 0x0001_0002),
    icmp(0, 0, 0x0001_0002),
    icmp(3, 3, 0, lost),
    icmp(3, 1, 0, segment.subarray(0, 28)),
    icmp(3, 4, 576, lost),
    icmp(5, 1, 0x0a00_00fe, lost),
    icmp(11, 0, 0, lost),
    icmp(12, 0, 0x0800_0000, lost),
    icmp(13, 0, 0x0001_0002, fromHex('00000001 00000002 00000003')),
    encode({
      ip: { ...FOUR, identification: 0xabcd, moreFragments: true },
      udp: { sourcePort: 1, destinationPort: 2 },
      payload: new Uint8Array(16),
    }),
    encode({ ip: { ...FOUR, identification: 0xabcd, fragmentOffset: 24 }, protocol: 17, payload: SOME }),
  ]
}

function sixes(): Uint8Array[] {
  const lost = bare(encode({ ip: NEAR, udp: { sourcePort: 40_000, destinationPort: 9_999 }, payload: SOME }))
  const icmp = (type: number, rest: number, payload: Uint8Array, code = 0) =>
    encode({ ethernet: MACS, ip: NEAR, icmp: { type, code, rest }, payload })
  const target = addressBytes('fe80::2')
  const join = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]))
  const prefix = join(fromHex('0304 40 c0 00278d00 00093a80 00000000'), addressBytes('2001:db8::'))
  const fragment = fromHex('11 00 0001 12345678 0001 0002 0018 0000 0011223344556677')
  const hops = fromHex('11 00 0502 0000 0100 0001 0002 0008 0000')
  return [
    icmp(128, 0x0001_0002, SOME),
    icmp(1, 0, lost, 4),
    icmp(2, 1280, lost),
    icmp(133, 0, fromHex('0101 020000000001')),
    icmp(
      134,
      0x40c0_0708,
      join(fromHex('00007530 000003e8'), fromHex('0101 020000000001'), fromHex('0501 0000 000005dc'), prefix),
    ),
    icmp(135, 0, join(target, fromHex('0101 020000000001'))),
    icmp(136, 0x6000_0000, join(target, fromHex('0201 020000000002'))),
    encode({
      ip: SIX,
      icmp: { type: 143, code: 0, rest: 1 },
      payload: join(fromHex('0400 0000'), addressBytes('ff02::1:3')),
    }),
    encode({
      ip: SIX,
      icmp: { type: 130, code: 0, rest: 0x2710_0000 },
      payload: join(addressBytes('::'), fromHex('027d 0000')),
    }),
    encode({ ip: NEAR, protocol: 44, payload: fragment }),
    encode({ ip: NEAR, protocol: 0, payload: hops }),
  ]
}

function groups(): Uint8Array[] {
  const igmp = (text: string) => {
    const bytes = fromHex(text)
    new DataView(bytes.buffer).setUint16(2, checksum(bytes, 0, bytes.length))
    return encode({
      ethernet: GROUP_MACS,
      ip: { source: '10.0.0.1', destination: '224.0.0.22', ttl: 1 },
      protocol: 2,
      payload: bytes,
    })
  }
  return [
    igmp('1164 0000 00000000'),
    igmp('1600 0000 efff0001'),
    igmp('1700 0000 efff0001'),
    igmp('2200 0000 0000 0001 0400 0000 efff0001'),
    igmp('2200 0000 0000 0001 0600 0001 efff0001 0a000009'),
    igmp('1164 0000 00000000 0a7d 0000'),
  ]
}

function transports(): Uint8Array[] {
  const flags = ['SYN', 'ECE', 'CWR', 'URG', 'ACK', 'PSH', 'FIN', 'RST'] as const
  const whole = { sourcePort: 40_000, destinationPort: 9_999, seq: 0xffff_ffff, ack: 1 }
  const options = [
    { kind: 'mss', value: 1_460 },
    { kind: 'sack-permitted' },
    { kind: 'timestamps', value: 1, echo: 2 },
    { kind: 'nop' },
    { kind: 'window-scale', shift: 7 },
  ] as const
  const wrong = encode({ ip: FOUR, tcp: { ...whole, flags: ['ACK'] }, payload: SOME })
  wrong[50]! ^= 1
  return [
    encode({ ip: FOUR, tcp: { ...whole, flags: ['SYN'], options } }),
    ...flags.map((flag) => encode({ ip: FOUR, tcp: { ...whole, flags: [flag], urgent: 9 } })),
    encode({ ip: { source: '2001:db8::1', destination: '2001:db8::2' }, tcp: { ...whole, flags: ['SYN'], options } }),
    wrong,
  ]
}
