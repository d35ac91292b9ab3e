/** Which frames a rule is for, and the segments that the wire makes. */
import { describe, expect, test } from 'vitest'
import { look } from '../../src/sidecar/sandbox/network/faults/frame.ts'
import { joined, piece, reset } from '../../src/sidecar/sandbox/network/faults/segment.ts'
import { ACK, ARP, FIN, icmp6, PSH, RST, read, SYN, tcp, udp } from './support.ts'

describe('a frame', () => {
  test('belongs to the protocols that rules name', () => {
    const protocols = (frame: Buffer) => look(frame).protocols
    expect(protocols(tcp({ seq: 1 }))).toEqual(['tcp', 'ip'])
    expect(protocols(tcp({ seq: 1, v6: true }))).toEqual(['tcp', 'ip'])
    expect(protocols(udp('x'))).toEqual(['udp', 'ip'])
    expect(protocols(udp('x', false, true))).toEqual(['udp', 'ip'])
    expect(protocols(ARP)).toEqual(['arp'])
    expect(protocols(icmp6(128))).toEqual(['icmp', 'ip'])
  })

  test('that asks for a hardware address in IPv6 counts as ARP', () => {
    for (const type of [133, 134, 135, 136, 137]) expect(look(icmp6(type)).protocols).toEqual(['arp'])
  })

  test('that is a later fragment is of the protocol it carries, and no whole segment', () => {
    const fragment = tcp({ seq: 1, data: 'abc' })
    fragment.writeUInt16BE(0x00b9, 14 + 6)
    expect(look(fragment)).toEqual({ protocols: ['tcp', 'ip'], tcp: null })
  })

  test('of IPv6 is found behind extension headers, and its stream is left alone', () => {
    const plain = udp('x', false, true)
    const options = Buffer.from([17, 0, 1, 4, 0, 0, 0, 0])
    const extended = Buffer.concat([plain.subarray(0, 54), options, plain.subarray(54)])
    extended[14 + 6] = 60
    extended.writeUInt16BE(plain.length - 54 + 8, 14 + 4)
    expect(look(extended).protocols).toEqual(['udp', 'ip'])
  })

  test('of any bytes is looked at without an error', () => {
    const frame = tcp({ seq: 1, data: 'hello', mss: 1_460 })
    for (let length = 0; length <= frame.length; length++) look(frame.subarray(0, length))
    for (let at = 12; at < frame.length; at++) {
      const broken = Buffer.from(frame)
      broken[at] = 0xff
      look(broken)
      broken[at] = 0
      look(broken)
    }
  })
})

describe.each([{ v6: false }, { v6: true }])('a segment made (IPv6: $v6)', ({ v6 }) => {
  const whole = tcp({ seq: 1_000, ack: 77, flags: ACK | PSH | FIN, data: 'abcdefgh', v6 })
  const view = look(whole).tcp!

  test('as a piece has its own number, and ends things only when it is the last', () => {
    expect(read(piece(whole, view, 0, 3))).toEqual({
      seq: 1_000,
      ack: 77,
      flags: ACK,
      data: 'abc',
      sound: true,
      down: false,
    })
    expect(read(piece(whole, view, 3, 8))).toEqual({
      seq: 1_003,
      ack: 77,
      flags: ACK | PSH | FIN,
      data: 'defgh',
      sound: true,
      down: false,
    })
  })

  test('of several begins where the first did and acknowledges what the last one did', () => {
    const parts = [
      { frame: tcp({ seq: 0xffff_fffe, ack: 5, data: 'abc', v6 }) },
      { frame: tcp({ seq: 1, ack: 9, flags: ACK | PSH, data: 'de', v6 }) },
    ].map(({ frame }) => ({ frame, view: look(frame).tcp! }))
    expect(read(joined(parts))).toEqual({
      seq: 0xffff_fffe,
      ack: 9,
      flags: ACK | PSH,
      data: 'abcde',
      sound: true,
      down: false,
    })
  })

  test('as a reset has the number that the host it goes to expects', () => {
    expect(read(reset(whole, view, 'forward', 1_003))).toEqual({
      seq: 1_003,
      ack: 77,
      flags: RST | ACK,
      data: '',
      sound: true,
      down: false,
    })
    expect(read(reset(whole, view, 'back', view.ack))).toEqual({
      seq: 77,
      ack: 1_009,
      flags: RST | ACK,
      data: '',
      sound: true,
      down: true,
    })
  })

  test('keeps the options of the one it is made from', () => {
    const syn = tcp({ seq: 1, flags: SYN, mss: 1_400, v6 })
    expect(look(piece(syn, look(syn).tcp!, 0, 0)).tcp).toEqual(look(syn).tcp)
  })
})
