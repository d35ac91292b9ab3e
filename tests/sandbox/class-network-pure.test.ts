/** What a class network decides without any network: who may say what to whom, and how much. */
import { describe, expect, test } from 'vitest'
import {
  classAddress,
  classHardware,
  inClassRange,
  isHandle,
  MOST_NUMBERS,
} from '../../src/sidecar/sandbox/network/class/addresses.ts'
import { Allowance } from '../../src/sidecar/sandbox/network/class/allowance.ts'
import { type Party, rule } from '../../src/sidecar/sandbox/network/class/ruling.ts'
import { Shares } from '../../src/sidecar/sandbox/network/class/shares.ts'
import { encode, encodeArp, encodeEthernet } from '../../src/wire/encode.ts'

const number = (text: string) => Buffer.from(text.split('.').map(Number)).readUInt32BE(0)
const party = (at: number): Party => ({
  hardware: Buffer.from(classHardware(at).replaceAll(':', ''), 'hex'),
  address: number(classAddress(at)),
})
const members = new Map([1, 2].map((at) => [party(at).address, party(at)]))
const [ADA, BOB, NOBODY] = [1, 2, 3].map((at) => ({ ip: classAddress(at), mac: classHardware(at) }))
const says = (bytes: Uint8Array, length = bytes.length) =>
  rule(Buffer.from(bytes), length, party(1), (address) => members.get(address))

type End = { ip: string; mac: string }
const datagram = (from: End, to: End) =>
  encode({
    ethernet: { source: from.mac, destination: to.mac },
    ip: { source: from.ip, destination: to.ip },
    udp: { sourcePort: 9, destinationPort: 9 },
  })
const question = (from: End, to: string) =>
  encodeArp({
    operation: 1,
    senderMac: from.mac,
    senderIp: from.ip,
    targetMac: '00:00:00:00:00:00',
    targetIp: to,
  })

describe('a frame', () => {
  test('goes to the one member whose address it bears', () => {
    expect(says(datagram(ADA!, BOB!))).toEqual({ to: 'member', address: number(BOB!.ip) })
  })

  test('from the address or hardware of another is spoofed', () => {
    expect(says(datagram({ ip: BOB!.ip, mac: ADA!.mac }, BOB!))).toEqual({ to: 'spoofed' })
    expect(says(datagram({ ip: ADA!.ip, mac: BOB!.mac }, BOB!))).toEqual({ to: 'spoofed' })
    expect(says(datagram({ ip: '127.0.0.1', mac: ADA!.mac }, BOB!))).toEqual({ to: 'spoofed' })
  })

  test.for<[string, Uint8Array]>([
    ['to nobody', datagram(ADA!, NOBODY!)],
    ['to oneself', datagram(ADA!, ADA!)],
    ['to another address of a member', datagram(ADA!, { ip: '10.0.0.2', mac: BOB!.mac })],
    ["to one's address and another's hardware", datagram(ADA!, { ip: BOB!.ip, mac: 'ff:ff:ff:ff:ff:ff' })],
    ['to a group', datagram(ADA!, { ip: '239.1.2.3', mac: '01:00:5e:01:02:03' })],
    ['of IPv6', encodeEthernet({ source: ADA!.mac, destination: BOB!.mac }, 0x86dd, new Uint8Array(40))],
    ['with IP options', Uint8Array.from(datagram(ADA!, BOB!), (byte, at) => (at === 14 ? 0x46 : byte))],
    ['cut within its header', datagram(ADA!, BOB!).subarray(0, 30)],
    ['cut within Ethernet', datagram(ADA!, BOB!).subarray(0, 8)],
  ])('%s is refused', ([, frame]) => {
    expect(says(frame)).toEqual({ to: 'refused' })
  })

  test('longer than a link carries is refused', () => {
    expect(says(datagram(ADA!, BOB!), 60_000)).toEqual({ to: 'refused' })
  })
})

describe('a question for hardware', () => {
  test('of a member is answered by the class', () => {
    expect(says(question(ADA!, BOB!.ip))).toEqual({ to: 'asker', address: number(BOB!.ip) })
  })

  test('of nobody, and of oneself, has no answer', () => {
    expect(says(question(ADA!, NOBODY!.ip))).toEqual({ to: 'nobody' })
    expect(says(question(ADA!, ADA!.ip))).toEqual({ to: 'nobody' })
  })

  test("in another's name is spoofed, and an answer that nobody asked for is refused", () => {
    expect(says(question({ ip: BOB!.ip, mac: ADA!.mac }, BOB!.ip))).toEqual({ to: 'spoofed' })
    expect(says(question({ ip: ADA!.ip, mac: BOB!.mac }, BOB!.ip))).toEqual({ to: 'spoofed' })
    const { ip: senderIp, mac: senderMac } = ADA!
    const told = encodeArp({ operation: 2, senderMac, senderIp, targetMac: BOB!.mac, targetIp: BOB!.ip })
    expect(says(told)).toEqual({ to: 'refused' })
  })
})

describe('an allowance', () => {
  const rate = { framesPerSecond: 10, framesAtOnce: 3, bytesPerSecond: 1_000, bytesAtOnce: 200 }

  test('gives what may go at once, then what a second brings', () => {
    const allowance = new Allowance(rate, 0)
    expect([1, 2, 3, 4].map(() => allowance.take(10, 0))).toEqual([true, true, true, false])
    expect([1, 2].map(() => allowance.take(10, 100))).toEqual([true, false])
    expect([1, 2, 3, 4].map(() => allowance.take(10, 60_000))).toEqual([true, true, true, false])
  })

  test('counts bytes as well, and takes nothing for what it refuses', () => {
    const allowance = new Allowance(rate, 0)
    expect(allowance.take(201, 0)).toBe(false)
    expect(allowance.take(200, 0)).toBe(true)
    expect(allowance.take(1, 0)).toBe(false)
    expect(allowance.take(100, 100)).toBe(true)
    expect(allowance.take(1, 100)).toBe(false)
  })
})

test('each member is dealt what it sent or got, numbered on its own', () => {
  const shares = new Shares()
  const dealt: Record<string, string[]> = { ada: [], cyd: [] }
  for (const [handle, own] of Object.entries(dealt))
    shares.listen(handle, (packets) => own.push(...packets.map(({ n, from, to }) => `${n} ${from} > ${to}`)))
  const packet = (n: number, from: string, to: string) => ({ n, at: n, link: 'class', from, to, data: '', length: 0 })
  shares.deal([packet(1, 'bob', 'class'), packet(2, 'bob', 'ada'), packet(3, 'bob', 'cyd')])
  shares.deal([packet(4, 'ada', 'bob')])
  expect(dealt).toEqual({ ada: ['1 bob > ada', '2 ada > bob'], cyd: ['1 bob > cyd'] })
  shares.forget('cyd')
  shares.deal([packet(5, 'cyd', 'bob')])
  expect(dealt.cyd).toHaveLength(1)
})

test('every number has an address and a hardware address of its own, none of which looks like a network', () => {
  const all = Array.from({ length: MOST_NUMBERS }, (_, index) => classAddress(index + 1))
  expect(new Set(all).size).toBe(MOST_NUMBERS)
  expect(all.every(inClassRange)).toBe(true)
  expect(all.some((address) => /\.(0|255)$/.test(address))).toBe(false)
  expect([classAddress(1), classAddress(255), classHardware(255)]).toEqual([
    '10.200.0.1',
    '10.200.1.1',
    '02:c1:a5:50:01:01',
  ])
})

test('a handle is a label of a host name', () => {
  for (const handle of ['a', 'ada', 'ada-2', '0x', 'a'.repeat(32)]) expect(isHandle(handle), handle).toBe(true)
  for (const handle of ['', 'Ada', '-a', 'a-', 'a.b', 'a b', 'a\n', 'ä', 'a'.repeat(33)])
    expect(isHandle(handle), handle).toBe(false)
})
