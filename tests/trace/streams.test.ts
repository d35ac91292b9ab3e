/** Connections whose packets or calls are known in part, or whose ends have no addresses. */
import { describe, expect, test } from 'vitest'
import type { SocketCall } from '../../src/protocol/lab.ts'
import { pieces, streamsOf } from '../../src/trace/streams.ts'

let id = 0
const call = (program: string, name: string, at: number, more: Partial<SocketCall> = {}): SocketCall => ({
  program,
  call: name,
  id: ++id,
  at,
  until: at,
  ...more,
})
const bytes = (from: number, to: number) => ({ from, to })
const outline = (calls: SocketCall[]) =>
  streamsOf([], calls).map(({ client, server, fromClient, writes, reads }) => [
    fromClient ? `${client} > ${server}` : `${client} < ${server}`,
    writes.map(({ from, to }) => `${from}-${to}`).join(),
    reads.map(({ from, to }) => `${from}-${to}`).join(),
  ])

describe('UNIX sockets', () => {
  const PATH = '/tmp/chat.sock'

  test('of node:net: each connection meets the one that was accepted when it came', () => {
    const client = (n: number) => ({ local: `unix:${n}`, remote: PATH })
    const server = (n: number) => ({ local: PATH, remote: `unix:${n}` })
    const calls = [
      call('anna', 'connect', 1, { until: 5, ...client(1) }),
      call('server', 'accept', 0, { until: 6, ...server(1) }),
      call('bert', 'connect', 2, { until: 9, ...client(1) }),
      call('server', 'accept', 6, { until: 10, ...server(2) }),
      call('bert', 'write', 12, { ...client(1), ...bytes(0, 4) }),
      call('anna', 'write', 13, { ...client(1), ...bytes(0, 3) }),
      call('server', 'read', 14, { ...server(2), ...bytes(0, 4) }),
      call('server', 'read', 15, { ...server(1), ...bytes(0, 3) }),
      call('server', 'write', 16, { ...server(2), ...bytes(0, 2) }),
      call('bert', 'read', 17, { ...client(1), ...bytes(0, 2) }),
    ]
    expect(outline(calls)).toEqual([
      [`unix:1 > ${PATH}`, '0-3', '0-3'],
      [`unix:1 > ${PATH}`, '0-4', '0-4'],
      [`unix:1 < ${PATH}`, '0-2', '0-2'],
    ])
    expect(new Set(streamsOf([], calls).map(({ key }) => key)).size).toBe(3)
  })

  test('of wirebook/socket, where the end that connected has no name at all', () => {
    const calls = [
      call('client', 'connect', 1, { until: 2, remote: PATH }),
      call('server', 'accept', 0, { until: 3, local: PATH }),
      call('client', 'sendall', 4, { remote: PATH, ...bytes(0, 5) }),
      call('server', 'recv', 5, { local: PATH, ...bytes(0, 5) }),
      call('server', 'close', 6, { local: PATH }),
      call('client', 'close', 6, { remote: PATH }),
      call('client', 'connect', 7, { until: 8, remote: PATH }),
      call('server', 'accept', 7, { until: 9, local: PATH }),
      call('client', 'sendall', 10, { remote: PATH, ...bytes(0, 7) }),
      call('server', 'recv', 11, { local: PATH, ...bytes(0, 7) }),
    ]
    expect(outline(calls).map(([, ...ranges]) => ranges)).toEqual([
      ['0-5', '0-5'],
      ['0-7', '0-7'],
    ])
  })
})

test('a server that accepts on every address is matched with the one that its connection has', () => {
  const calls = [
    call('server', 'accept', 0, { until: 5, local: '0.0.0.0:9999', remote: '10.0.0.1:50000' }),
    call('server', 'recv', 8, { local: '10.0.0.2:9999', remote: '10.0.0.1:50000', ...bytes(0, 4) }),
    call('client', 'sendall', 6, { local: '10.0.0.1:50000', remote: '10.0.0.2:9999', ...bytes(0, 4) }),
  ]
  expect(outline(calls)).toEqual([['10.0.0.1:50000 > 10.0.0.2:9999', '0-4', '0-4']])
})

test('a server on a port above its client is the server where it accepted', () => {
  const [client, server] = [
    { local: '127.0.0.1:1234', remote: '127.0.0.1:50000' },
    { local: '127.0.0.1:50000', remote: '127.0.0.1:1234' },
  ]
  const calls = [
    call('server', 'accept', 0, { until: 5, ...server }),
    call('client', 'connect', 0, { until: 4, ...client }),
    call('client', 'write', 6, { ...client, ...bytes(0, 2) }),
    call('server', 'read', 7, { ...server, ...bytes(0, 2) }),
  ]
  expect(outline(calls)).toEqual([['127.0.0.1:1234 > 127.0.0.1:50000', '0-2', '0-2']])
})

test('ends count by what they are, not by how they are written', () => {
  const calls = [
    call('client', 'write', 1, { local: '[::1]:50000', remote: '[::1]:9999', ...bytes(0, 2) }),
    call('other', 'write', 1, { local: '[fe80::1%eth0]:50001', remote: '[fe80::2%eth0]:9999', ...bytes(0, 2) }),
    call('server', 'read', 2, { local: '[fe80::2%eth9]:9999', remote: '[fe80::1%eth9]:50001', ...bytes(0, 2) }),
    call('old', 'write', 1, { local: '127.0.0.1:50002', remote: '127.0.0.1:9999', ...bytes(0, 2) }),
    call('server', 'read', 2, { local: '[::ffff:127.0.0.1]:9999', remote: '[::ffff:127.0.0.1]:50002', ...bytes(0, 2) }),
  ]
  expect(outline(calls).map(([, writes, reads]) => [writes, reads])).toEqual([
    ['0-2', ''],
    ['0-2', '0-2'],
    ['0-2', '0-2'],
  ])
})

test('a call that is told twice, as it begins and as it returns, counts once', () => {
  const ends = { local: '127.0.0.1:50000', remote: '127.0.0.1:9999' }
  const { until: _, ...begun } = call('client', 'sendall', 5, ends)
  const calls = [begun, { ...begun, until: 9, ...bytes(0, 4) }]
  expect(outline(calls)).toEqual([['127.0.0.1:50000 > 127.0.0.1:9999', '0-4', '']])
})

test('pieces are cut wherever a write or a read ends', () => {
  const [client, server] = [
    { local: '127.0.0.1:50000', remote: '127.0.0.1:9999' },
    { local: '127.0.0.1:9999', remote: '127.0.0.1:50000' },
  ]
  const [stream] = streamsOf(
    [],
    [
      call('client', 'write', 1, { ...client, ...bytes(0, 3) }),
      call('client', 'write', 1, { ...client, ...bytes(3, 11) }),
      call('server', 'read', 2, { ...server, ...bytes(0, 5) }),
    ],
  )
  expect(
    pieces(stream!).map(({ from, to, write, segment, read }) => [from, to, write?.index, segment, read?.index]),
  ).toEqual([
    [0, 3, 0, null, 0],
    [3, 5, 1, null, 0],
    [5, 11, 1, null, undefined],
  ])
})
