/** The parts of networks that need no kernel. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAddress, parseAddress, parseSubnet } from '../../src/course/address.ts'
import { lineOf } from '../../src/course/json-lines.ts'
import { Deliveries } from '../../src/sidecar/sandbox/network/deliveries.ts'
import { parseUnix } from '../../src/sidecar/sandbox/network/host-sockets.ts'
import { isHousekeeping } from '../../src/sidecar/sandbox/network/housekeeping.ts'
import { parseTable } from '../../src/sidecar/sandbox/network/socket-table.ts'
import { ipBytes, ipText } from '../../src/sidecar/sandbox/system/ip-bytes.ts'

describe('frames under way', () => {
  test('come out by time, those of one time in the order in which they were added, none before it has arrived', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 20 }),
        (times, now) => {
          const deliveries = new Deliveries<number>()
          times.forEach((at, index) => {
            deliveries.add(at, index)
          })
          const taken: number[] = []
          for (let one = deliveries.take(now); one !== undefined; one = deliveries.take(now)) taken.push(one)
          const due = times.map((at, index) => ({ at, index })).filter(({ at }) => at <= now)
          expect(taken).toEqual(due.sort((a, b) => a.at - b.at || a.index - b.index).map(({ index }) => index))
          const later = times.filter((at) => at > now)
          expect(deliveries.size).toBe(later.length)
          expect(deliveries.next).toBe(later.length > 0 ? Math.min(...later) : null)
        },
      ),
    )
  })
})

describe('housekeeping', () => {
  const report = (...groups: string[]) => {
    const records = groups.flatMap((group) => [4, 0, 0, 0, ...ipBytes(group)])
    const body = [58, 0, 5, 2, 0, 0, 1, 0, 143, 0, 0, 0, 0, 0, 0, groups.length, ...records]
    const ip = [0x60, 0, 0, 0, body.length >> 8, body.length & 255, 0, 1, ...ipBytes('fe80::1'), ...ipBytes('ff02::16')]
    return Buffer.from([0x33, 0x33, 0, 0, 0, 0x16, 2, 0, 0, 0, 0, 1, 0x86, 0xdd, ...ip, ...body])
  }

  test('is a report of groups that come with addresses, and nothing that a program joined', () => {
    expect(isHousekeeping(report('ff02::1:ff00:2'))).toBe(true)
    expect(isHousekeeping(report('ff02::1:ff00:2', 'ff02::2', 'ff05::2', 'ff02::6a'))).toBe(true)
    expect(isHousekeeping(report('ff15::9'))).toBe(false)
    expect(isHousekeeping(report('ff02::1:ff00:2', 'ff15::9'))).toBe(false)
  })

  test('is no other frame, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        fc.pre(bytes[12] !== 0x86 || bytes[13] !== 0xdd)
        expect(isHousekeeping(Buffer.from(bytes))).toBe(false)
      }),
    )
    const whole = report('ff02::1:ff00:2')
    for (let length = 0; length < whole.length; length++) expect(isHousekeeping(whole.subarray(0, length))).toBe(false)
  })
})

describe('addresses', () => {
  test('IPv6 is written as RFC 5952 says, and read back', () => {
    for (const text of [
      '::',
      '::1',
      'fd00::2',
      '2001:db8:0:1:1:1:1:1',
      '1:0:0:2::3',
      'fe80::ff:fe00:1',
      '1:2:3:4:5:6:7:0',
    ]) {
      expect(ipText(ipBytes(text))).toBe(text)
      expect(formatAddress(parseAddress(text)!)).toBe(text)
    }
    expect(ipText(ipBytes('::ffff:10.0.0.1'))).toBe('::ffff:10.0.0.1')
  })

  test('both readers agree on every address', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const address = { family: 6 as const, bits: 128, value: BigInt(`0x${Buffer.from(bytes).toString('hex')}`) }
        expect([...ipBytes(formatAddress(address))]).toEqual([...bytes])
      }),
    )
  })

  test.each(['10.0.0.256', '10.0.0', '010.0.0.1', '1:2:3', '1::2::3', 'g::1', '1:2:3:4:5:6:7:8:9', ''])(
    '%j is none',
    (text) => {
      expect(parseAddress(text)).toBeNull()
      expect(parseSubnet(`${text}/8`)).toBeNull()
    },
  )

  test.each(['10.0.0.1/33', 'fd00::1/129', '10.0.0.1', '10.0.0.1/'])('%j is no address with a prefix', (text) => {
    expect(parseSubnet(text)).toBeNull()
  })
})

test('a line is that of the value, or of the nearest one around it', () => {
  const text = '{\n "a": [\n  {"b": "x}, ]\\"",\n   "c": 1},\n  2\n ],\n "d": {}\n}'
  expect(lineOf(text, [])).toBe(1)
  expect(lineOf(text, ['a'])).toBe(2)
  expect(lineOf(text, ['a', 0])).toBe(3)
  expect(lineOf(text, ['a', 0, 'c'])).toBe(4)
  expect(lineOf(text, ['a', 1])).toBe(5)
  expect(lineOf(text, ['d'])).toBe(7)
  expect(lineOf(text, ['d', 'missing'])).toBe(7)
})

describe('socket tables', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'

  test('tell what TCP waits for, how long, and how often it has been in vain', () => {
    const row = '   0: 0100000A:C350 0200000A:270F 02 00000001:00000000 01:00000062 00000003  1000        0 4242 1 0\n'
    expect(parseTable('tcp', head + row)[0]?.timer).toEqual({ for: 'retransmit', ms: 980, tries: 3 })
  })

  test('name raw sockets by their protocol', () => {
    const row = '   1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 4242 2 0\n'
    expect(parseTable('raw', head + row)).toMatchObject([{ protocol: 'raw', family: 4, local: '0.0.0.0:1' }])
  })

  test('of UNIX sockets say path and whether they listen', () => {
    const text = `Num RefCount Protocol Flags Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 77 /tmp/a door
0000000000000000: 00000003 00000000 00000000 0001 03 78
0000000000000000: 00000002 00000000 00000000 0002 01 79 @abstract
`
    expect(parseUnix(text).map(({ inode, row }) => [inode, row.local, row.state])).toEqual([
      [77, '/tmp/a door', 'LISTEN'],
      [78, '', 'ESTABLISHED'],
      [79, '@abstract', 'UNCONNECTED'],
    ])
  })
})
