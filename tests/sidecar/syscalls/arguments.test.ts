import { describe, expect, test } from 'vitest'
import { argumentsText, type RawCall, resultText } from '../../../src/sidecar/syscalls/arguments.ts'
import { parseTracerLine, SYSCALL_LIMITS } from '../../../src/sidecar/syscalls/line.ts'
import { isShown } from '../../../src/sidecar/syscalls/scope.ts'

/** Memory that holds these bytes at 0x1000, 0x2000 … */
function call(name: string, args: (number | bigint)[], result: number | null, ...memory: string[]): RawCall {
  const blocks = memory.map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  return {
    name,
    args: args.map(BigInt),
    result: result === null ? null : BigInt(result),
    read: (address, length) => blocks[Number(address >> 12n) - 1]?.subarray(0, length) ?? null,
  }
}

describe('arguments as text', () => {
  test.each<[string, RawCall]>([
    ['AF_INET, SOCK_STREAM|SOCK_NONBLOCK, 0', call('socket', [2, 0x801, 0], 3)],
    ['3, 10.0.0.2:9999, 16', call('bind', [3, 0x1000, 16], 0, '0200 270f 0a000002 0000000000000000')],
    ['3, [::1]:80, 28', call('connect', [3, 0x1000, 28], 0, `0a00 0050 00000000 ${'00'.repeat(15)}01 00000000`)],
    ['3, "./p9.sock", 12', call('bind', [3, 0x1000, 12], 0, '0100 2e2f70392e736f636b00')],
    ['3, "\\x00name", 7', call('bind', [3, 0x1000, 7], 0, '0100 006e616d65')],
    ['5, "hi\\n\\xff", 1024, MSG_PEEK|MSG_DONTWAIT, NULL', call('recvfrom', [5, 0x1000, 1024, 0x42, 0], 4, '68690aff')],
    ['5, 0x1000, 1024, 0, NULL', call('recvfrom', [5, 0x1000, 1024, 0, 0], null, '6869')],
    ['5, 0x1000, 10, 0, NULL', call('recvfrom', [5, 0x1000, 10, 0, 0], -11, '6869')],
    ['3, 1.2.3.4:5, 0x2000, 0', call('accept4', [3, 0x1000, 0x2000, 0], 7, '0200 0005 01020304', '10000000')],
    ['4, EPOLL_CTL_ADD, 7, EPOLLIN|EPOLLET', call('epoll_ctl', [4, 1, 7, 0x1000], 0, `01000080${'00'.repeat(12)}`)],
    ['[7: POLLIN -> POLLIN|POLLHUP], 1, -1', call('poll', [0x1000, 1, 0xffffffff], 1, '07000000 0100 1100')],
    ['7, F_GETFL', call('fcntl', [7, 3, 0xdead], 2)],
    ['7, F_SETFL, O_RDWR|O_NONBLOCK', call('fcntl', [7, 4, 0x802], 0)],
    ['7, SOL_SOCKET, SO_REUSEADDR, 0x1000, 4', call('setsockopt', [7, 1, 2, 0x1000, 4], 0)],
    [`1, "${'a'.repeat(32)}"..., 100`, call('write', [1, 0x1000, 100], 100, '61'.repeat(100))],
  ])('%s', (text, raw) => {
    expect(argumentsText(raw)).toBe(text)
  })

  test('memory that cannot be read is shown by its address', () => {
    expect(argumentsText(call('write', [1, 0x9000, 5], 5))).toBe('1, 0x9000, 5')
  })

  test('results carry the name of their errno', () => {
    expect([5n, 0n, -11n, -111n, -512n].map(resultText)).toEqual([
      '5',
      '0',
      '-1 EAGAIN',
      '-1 ECONNREFUSED',
      '-1 ERESTART',
    ])
  })
})

describe('what is shown', () => {
  const socket = () => 'socket:[1]'
  const file = () => '/work/server.ts'

  test('network: calls on sockets, however they are made, and nothing of the console or our own report', () => {
    expect(isShown('recvfrom', [5n], 'network', socket)).toBe(true)
    expect(isShown('read', [5n], 'network', socket)).toBe(true)
    expect(isShown('read', [5n], 'network', file)).toBe(false)
    expect(isShown('write', [1n], 'network', socket)).toBe(false)
    expect(isShown('write', [4n], 'io', socket)).toBe(false)
    expect(isShown('epoll_ctl', [15n, 1n, 4n], 'network', socket)).toBe(false)
    expect(isShown('openat', [5n], 'network', file)).toBe(false)
  })

  test('io: files and the console as well', () => {
    expect(isShown('read', [5n], 'io', file)).toBe(true)
    expect(isShown('write', [1n], 'io', socket)).toBe(true)
    expect(isShown('openat', [5n], 'io', file)).toBe(true)
  })
})

describe('lines of the tracer', () => {
  test('a call is read as it was written', () => {
    const line = { type: 'call', id: 3, name: 'recvfrom', args: '5', result: '2', at: 10, until: 20 } as const
    expect(parseTracerLine(JSON.stringify(line))).toEqual(line)
  })

  test('anything else is none', () => {
    const others = ['', '{', '{"type":"other"}', '{"type":"call","id":-1}', `"${'a'.repeat(SYSCALL_LIMITS.lineBytes)}"`]
    expect(others.map(parseTracerLine)).toEqual(others.map(() => null))
  })
})
