import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CallBegin, type CallEnd, REPORTER } from '../../src/socket/calls.ts'
import {
  AF_INET,
  EPOLLIN,
  epoll,
  MSG_PEEK,
  POLLIN,
  poll,
  SHUT_WR,
  SOCK_DGRAM,
  select,
  socket,
  socketpair,
} from '../../src/socket/index.ts'

/** What was told of each call: `begin` and, once it has returned, `end`. */
let told: (CallBegin & { end?: CallEnd })[] = []
const world = globalThis as { [REPORTER]?: object }

beforeEach(() => {
  told = []
  world[REPORTER] = {
    begin: (call: CallBegin) => told.push(call) - 1,
    end: (id: number, end: CallEnd) => {
      told[id]!.end = end
    },
  }
})
afterEach(() => {
  delete world[REPORTER]
})

const calls = () => told.map(({ call }) => call)

test('each call is told once, with both ends and the bytes of the stream that it carried', async () => {
  const listener = socket()
  listener.bind(['127.0.0.1', 0])
  listener.listen()
  const client = socket()
  client.connect(listener.getsockname())
  const [server] = listener.accept()
  client.sendall('abc')
  await client.sendAsync('de')
  server.recv(2)
  server.recv(10, MSG_PEEK)
  server.recv_into(Buffer.alloc(10))
  client.shutdown(SHUT_WR)
  {
    using file = server.makefile()
    file.readline()
  }
  for (const each of [client, server, listener, listener]) each.close()
  expect(calls()).toEqual([
    ...['bind', 'listen', 'connect', 'accept', 'sendall', 'send', 'recv', 'recv', 'recv_into', 'shutdown', 'recv'],
    ...['close', 'close', 'close'],
  ])
  const ranges = told.map(({ call, end }) => [call, end?.from, end?.to]).filter(([, from]) => from !== undefined)
  expect(ranges).toEqual([
    ['sendall', 0, 3],
    ['send', 3, 5],
    ['recv', 0, 2],
    ['recv', 2, 5],
    ['recv_into', 2, 5],
    ['recv', 5, 5],
  ])
  const ends = told
    .filter(({ call }) => call === 'sendall' || call === 'recv')
    .map(({ end }) => [end?.local, end?.remote])
  const [from, to] = ends[0]!
  expect(ends.slice(1)).toEqual(ends.slice(1).map(() => [to, from]))
  expect(told[3]!.end).toMatchObject({ local: to, remote: from, result: expect.stringMatching(/^fd \d+$/) })
})

test('datagrams are told with their peers, failures with their codes', () => {
  using a = socket(AF_INET, SOCK_DGRAM)
  using b = socket(AF_INET, SOCK_DGRAM)
  a.bind(['127.0.0.1', 0])
  b.bind(['127.0.0.1', 0])
  const [toA, toB] = [a, b].map((each) => each.getsockname().join(':'))
  b.sendto('hello', a.getsockname())
  a.recv(3)
  a.settimeout(0)
  expect(() => a.recvfrom(1)).toThrow('EAGAIN')
  expect(told.slice(2).map(({ call, end }) => ({ call, ...end }))).toMatchObject([
    { call: 'sendto', local: toB, remote: toA, from: 0, to: 5, result: '5' },
    { call: 'recvfrom', local: toA, remote: toB, from: 0, to: 3, result: '3' },
    { call: 'recvfrom', local: toA, remote: undefined, result: 'EAGAIN' },
  ])
})

test('waiting for several sockets is told with how many were ready', () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  there.send('x')
  select([here], [], [], 1)
  const list = poll()
  list.register(here, POLLIN)
  list.poll(1000)
  using watch = epoll()
  watch.register(here, EPOLLIN)
  watch.poll(1)
  expect(told.slice(1).map(({ call, end }) => [call, end?.result])).toEqual([
    ['select', '1 ready'],
    ['poll', '1 ready'],
    ['epoll_wait', '1 ready'],
  ])
})

test('a reporter that fails does not fail the program', () => {
  world[REPORTER] = {
    begin: () => 1,
    end: () => {
      throw new Error('broken')
    },
  }
  const [here, there] = socketpair()
  here.send('x')
  expect(there.recv(1).toString()).toBe('x')
  world[REPORTER] = {
    begin: () => {
      throw new Error('broken')
    },
  }
  here.close()
  there.close()
})
