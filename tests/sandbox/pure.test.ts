/** The parts that need no kernel. */
import { describe, expect, test } from 'vitest'
import { seccompFilter } from '../../src/sidecar/sandbox/contain/seccomp.ts'
import { launchFailure } from '../../src/sidecar/sandbox/launch.ts'
import { FrameReader, frame } from '../../src/sidecar/sandbox/netd/frames.ts'
import { finishChecksum } from '../../src/sidecar/sandbox/network/checksum.ts'
import { isBound, parseEndpoint, parseTable } from '../../src/sidecar/sandbox/network/socket-table.ts'
import { workPath } from '../../src/sidecar/sandbox/network/work.ts'

/** Runs a filter as the kernel does, on one system call. */
function verdict(filter: Buffer, data: { number: number; architecture: number; args?: number[] }): number {
  const words = [data.number, data.architecture, 0, 0, ...(data.args ?? []).flatMap((value) => [value, 0])]
  let accumulator = 0
  for (let at = 0; ; at++) {
    const code = filter.readUInt16LE(at * 8)
    const [ifTrue, ifFalse] = [filter.readUInt8(at * 8 + 2), filter.readUInt8(at * 8 + 3)]
    const value = filter.readUInt32LE(at * 8 + 4)
    if (code === 0x20) accumulator = (words[value / 4] ?? 0) >>> 0
    else if (code === 0x06) return value
    else {
      const holds =
        code === 0x15 ? accumulator === value : code === 0x35 ? accumulator >= value : (accumulator & value) !== 0
      at += holds ? ifTrue : ifFalse
    }
  }
}
const ALLOW = 0x7fff_0000
const EPERM = 0x0005_0001
const EPROTONOSUPPORT = 0x0005_005d

describe('the system call filter', () => {
  describe.each([
    { name: 'x64', audit: 0xc000_003e, read: 0, unshare: 272, clone: 56, socket: 41, ioctl: 16, memfd: 319 },
    { name: 'arm64', audit: 0xc000_00b7, read: 63, unshare: 97, clone: 220, socket: 198, ioctl: 29, memfd: 279 },
  ])('of $name', ({ name, audit, read, unshare, clone, socket, ioctl, memfd }) => {
    const filter = seccompFilter(name)
    const ask = (number: number, ...args: number[]) => verdict(filter, { number, architecture: audit, args })

    test('lets ordinary calls through and refuses those that lead out', () => {
      expect(ask(read)).toBe(ALLOW)
      expect(ask(unshare)).toBe(EPERM)
      expect(ask(memfd)).toBe(EPERM)
    })

    test('threads and forks may be made, namespaces may not', () => {
      expect(ask(clone, 0x3d0f00)).toBe(ALLOW)
      expect(ask(clone, 17)).toBe(ALLOW)
      for (const flag of [0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000])
        expect(ask(clone, flag | 17)).toBe(EPERM)
      expect(ask(435)).toBe(0x0005_0026)
    })

    test('sockets are of four families', () => {
      for (let family = 0; family < 46; family++)
        expect(ask(socket, family)).toBe([1, 2, 10, 16].includes(family) ? ALLOW : EPERM)
    })

    test('protocols that would load a large module of the kernel are as if it had none', () => {
      for (const family of [2, 10])
        for (let protocol = 0; protocol < 300; protocol++) {
          const large = [33, 115, 132, 136, 256, 262].includes(protocol)
          expect(ask(socket, family, 1, protocol)).toBe(large ? EPROTONOSUPPORT : ALLOW)
        }
      for (let protocol = 0; protocol < 32; protocol++)
        expect(ask(socket, 16, 3, protocol)).toBe([0, 2, 4, 15, 16].includes(protocol) ? ALLOW : EPROTONOSUPPORT)
      expect(ask(socket, 1, 1, 132)).toBe(ALLOW)
    })

    test('a terminal cannot be typed into, and other architectures are killed', () => {
      expect(ask(ioctl, 0, 0x5412)).toBe(EPERM)
      expect(ask(ioctl, 0, 0x5401)).toBe(ALLOW)
      expect(verdict(filter, { number: read, architecture: 0x4000_0003 })).toBe(0x8000_0000)
    })
  })

  test('packet sockets may be asked for where that is said', () => {
    const ask = (filter: Buffer) => verdict(filter, { number: 41, architecture: 0xc000_003e, args: [17, 3] })
    expect(ask(seccompFilter('x64'))).toBe(EPERM)
    expect(ask(seccompFilter('x64', { packets: true }))).toBe(ALLOW)
  })

  test('the limit on core dumps may be read and not set; others may be lowered; pipes keep their size, files have no leases', () => {
    const filter = seccompFilter('x64')
    const ask = (number: number, ...args: number[]) => verdict(filter, { number, architecture: 0xc000_003e, args })
    const [prlimit64, setrlimit, fcntl, core, files] = [302, 160, 72, 4, 7]
    expect(ask(prlimit64, 0, core, 0)).toBe(ALLOW)
    expect(ask(prlimit64, 0, core, 0x7fff_0000)).toBe(EPERM)
    expect(ask(prlimit64, 0, files, 0x7fff_0000)).toBe(ALLOW)
    expect(ask(setrlimit, core)).toBe(EPERM)
    expect(ask(setrlimit, files)).toBe(ALLOW)
    for (const command of [1024, 1026, 1031, 1040]) expect(ask(fcntl, 3, command)).toBe(EPERM)
    for (const command of [0, 1, 4, 1025, 1030, 1032, 1033]) expect(ask(fcntl, 3, command)).toBe(ALLOW)
  })

  test('nothing is put on top of TCP in the kernel; other options may be set', () => {
    const ask = (...args: number[]) => verdict(seccompFilter('x64'), { number: 54, architecture: 0xc000_003e, args })
    expect(ask(3, 6, 31)).toBe(EPERM)
    for (const option of [1, 13, 30, 32]) expect(ask(3, 6, option)).toBe(ALLOW)
  })

  test('x32 numbers are refused', () => {
    expect(verdict(seccompFilter('x64'), { number: 0x4000_0000, architecture: 0xc000_003e })).toBe(EPERM)
  })

  test('an architecture without a table has no filter', () => {
    expect(() => seccompFilter('mips')).toThrow(/SANDBOX_NO_CONTAINMENT/)
  })
})

/** Ethernet, IPv4 10.0.0.1 → 10.0.0.2, TCP SYN; checksum field as the kernel leaves it: the pseudo-header's sum. */
const SYN = Buffer.from(
  '02000000000202000000000108004500002c00004000400626cb0a0000010a000002c3502710000000010000000060026000' +
    '1421' +
    '0000020405b4',
  'hex',
)

describe('an unfinished checksum', () => {
  test('is completed, and a completed one is right', () => {
    const bytes = Buffer.from(SYN)
    finishChecksum(bytes)
    expect(bytes.readUInt16BE(50)).toBe(0x39c2)
  })

  test('is left alone where the frame is cut, a fragment, or no TCP or UDP', () => {
    for (const change of [
      (b: Buffer) => b.subarray(0, 50),
      (b: Buffer) => b.fill(1, 23, 24),
      (b: Buffer) => b.fill(0x20, 20, 21),
    ]) {
      const bytes = change(Buffer.from(SYN))
      const before = bytes.toString('hex')
      finishChecksum(bytes)
      expect(bytes.toString('hex')).toBe(before)
    }
  })
})

describe('a socket table', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
  const row = (local: string, remote: string, state: string) =>
    `   0: ${local} ${remote} ${state} 00000002:00000003 00:00000000 00000000  1000        0 4242 1 0\n`

  test('is read in the words of the course', () => {
    const text = head + row('0100007F:270F', '00000000:0000', '0A') + row('0200000A:270F', '0100000A:C350', '01')
    expect(parseTable('tcp', text)).toEqual([
      {
        protocol: 'tcp',
        family: 4,
        local: '127.0.0.1:9999',
        remote: '0.0.0.0:0',
        state: 'LISTEN',
        receiveQueue: 3,
        sendQueue: 2,
      },
      {
        protocol: 'tcp',
        family: 4,
        local: '10.0.0.2:9999',
        remote: '10.0.0.1:50000',
        state: 'ESTABLISHED',
        receiveQueue: 3,
        sendQueue: 2,
      },
    ])
    const six = head + row(`${'0'.repeat(32)}:270F`, `0000000000000000FFFF00000100007F:C350`, '01')
    expect(parseTable('tcp6', six)).toMatchObject([{ local: '[::]:9999', remote: '[::ffff:127.0.0.1]:50000' }])
  })

  test('says whether a server is bound, not whether a connection uses the port', () => {
    const listening = parseTable('tcp', head + row('0100007F:270F', '00000000:0000', '0A'))
    const connected = parseTable('tcp', head + row('0100007F:270F', '0100007F:C350', '01'))
    const datagrams = parseTable('udp', head + row('00000000:270F', '00000000:0000', '07'))
    expect(isBound(listening, parseEndpoint('tcp:9999'))).toBe(true)
    expect(isBound(listening, parseEndpoint('tcp:999'))).toBe(false)
    expect(isBound(connected, parseEndpoint('tcp:9999'))).toBe(false)
    expect(isBound(datagrams, parseEndpoint('udp:9999'))).toBe(true)
    expect(isBound(datagrams, parseEndpoint('tcp:9999'))).toBe(false)
    expect(() => parseEndpoint('sctp:1')).toThrow(/SANDBOX_BAD_REQUEST/)
  })

  test('holds the sockets asked for', () => {
    const text = head + row('0100007F:270F', '00000000:0000', '0A')
    expect(parseTable('tcp', text, ({ inode, uid }) => inode === 4242 && uid === 1000)).toHaveLength(1)
    expect(parseTable('tcp', text, ({ inode }) => inode === 1)).toHaveLength(0)
  })
})

test('messages survive any cut of the stream', () => {
  const messages = [{ type: 'a', text: 'é' }, { type: 'b', list: [1, 2, 3] }, { type: 'c' }]
  const bytes = Buffer.concat(messages.map(frame))
  for (let size = 1; size <= bytes.length; size++) {
    const reader = new FrameReader<unknown>()
    const read: unknown[] = []
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size), (one) => read.push(one))
    expect(read).toEqual(messages)
  }
})

test.each(['../up.ts', '/etc/passwd', 'a/../../b', '.', 'a\0b'])('%j is no path of a work folder', (path) => {
  expect(() => workPath(path)).toThrow(/SANDBOX_BAD_REQUEST/)
})

test.each([
  ['spawn unshare ENOENT', 'SANDBOX_NO_UNSHARE'],
  ['wirebook-inner: 3: exec: setpriv: not found', 'SANDBOX_NO_UNSHARE'],
  ['unshare: unshare failed: Operation not permitted', 'SANDBOX_NO_USERNS'],
  ['unshare: write failed /proc/self/uid_map: Operation not permitted', 'SANDBOX_NO_USERNS'],
  ['', 'SANDBOX_START_FAILED'],
])('a helper that ends with %j failed by %s', (printed, code) => {
  expect(launchFailure(printed)).toMatchObject({ code })
})
