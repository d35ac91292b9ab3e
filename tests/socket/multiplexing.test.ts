import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  EPOLLIN,
  epoll,
  POLLIN,
  POLLOUT,
  poll,
  select,
  selectAsync,
  sleep,
  sleepAsync,
  socketpair,
} from '../../src/socket/index.ts'
import { otherSide } from './other-side.ts'

test('select blocks until another thread sends', async () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  const other = otherSide(there.fileno(), `sleep(0.1); Socket.fromFd(port).send('x')`)
  const before = performance.now()
  expect(select([here], [], [], 30)).toEqual([[here], [], []])
  expect(performance.now() - before).toBeGreaterThan(50)
  await other
})

test('awaiting select, poll and epoll leaves the thread free, and several can wait for one socket', async () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  using watch = epoll()
  watch.register(here, EPOLLIN)
  const list = poll()
  list.register(here, POLLIN)
  const waiting = Promise.all([
    selectAsync([here], [], [], 30),
    list.pollAsync(30_000),
    watch.pollAsync(30),
    here.recvAsync(10),
  ])
  await sleepAsync(0.02)
  there.send('now')
  const [, polled, watched, data] = await waiting
  expect([polled, watched].flat().every(([fd]) => fd === here.fileno())).toBe(true)
  expect(data.toString()).toBe('now')
})

test('awaiting ends by its time limit with nothing ready', async () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  const list = poll()
  list.register(here, POLLIN)
  using watch = epoll()
  watch.register(here, EPOLLIN)
  const before = performance.now()
  expect(await Promise.all([selectAsync([here], [], [], 0.05), list.pollAsync(50), watch.pollAsync(0.05)])).toEqual([
    [[], [], []],
    [],
    [],
  ])
  expect(performance.now() - before).toBeGreaterThan(45)
})

test('a time limit that ends one waiting leaves the others waiting', async () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  here.settimeout(0.03)
  const short = here.recvAsync(10)
  here.settimeout(null)
  const long = here.recvAsync(10)
  await expect(short).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  there.send('late')
  expect((await long).toString()).toBe('late')
})

test('closing an epoll ends its waiting with EBADF', async () => {
  const watch = epoll()
  const waiting = watch.pollAsync()
  setTimeout(() => watch.close(), 10)
  await expect(waiting).rejects.toMatchObject({ code: 'EBADF' })
  expect(() => watch.poll(0)).toThrow('EBADF')
})

test('a file is always ready, also where epoll does not take it', async () => {
  const fd = openSync(import.meta.filename, 'r')
  try {
    expect(await selectAsync([fd], [], [])).toEqual([[fd], [], []])
    using watch = epoll()
    expect(() => watch.register(fd, EPOLLIN)).toThrow('EPERM')
  } finally {
    closeSync(fd)
  }
})

test('what is closed is EBADF to select and POLLNVAL to poll', () => {
  const [here, there] = socketpair()
  const list = poll()
  list.register(here, POLLOUT)
  const fd = here.fileno()
  here.close()
  there.close()
  expect(() => select([here], [], [], 0)).toThrow('select EBADF')
  expect(list.poll(0)).toEqual([[fd, 32]])
  expect(() => list.register(here)).toThrow('EBADF')
})

const INDEX = join(import.meta.dirname, '../../src/socket/index.ts')

test.each([
  `select([s], [], [])`,
  `(() => { const p = poll(); p.register(s, 1); p.poll() })()`,
  `(() => { const e = epoll(); e.register(s, 1); e.poll() })()`,
  `s.recv(1)`,
  `s.sendall(new Uint8Array(1e8))`,
])('process.exit ends a program in whose worker %s waits', (call) => {
  const script = `
    import { socketpair } from ${JSON.stringify(INDEX)}
    import { Worker } from 'node:worker_threads'
    const [a, b] = socketpair()
    const body = 'import(' + JSON.stringify(${JSON.stringify(INDEX)}) + ').then((wire) => { const { Socket, select, poll, epoll } = wire; const s = Socket.fromFd(' + a.fileno() + '); ${call} })'
    new Worker(body, { eval: true })
    setTimeout(() => process.exit(7), 700)`
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 30_000 })
  expect(status).toBe(7)
})

test('a blocked main thread does not stop a worker', async () => {
  const [here, there] = socketpair()
  using _ = here
  const other = otherSide<string>(
    there.fileno(),
    `const s = Socket.fromFd(port); sleep(0.1); s.sendall('one'); report(String(s.recv(10)))`,
  )
  expect(here.recv(10).toString()).toBe('one')
  here.send('two')
  sleep(0.05)
  expect(await other).toBe('two')
  there.close()
})

test('a worker sends all of a large stream in one send, as the main thread does', async () => {
  const [here, there] = socketpair()
  using _ = here
  const size = 3_000_000
  const other = otherSide<number>(there.fileno(), `report(Socket.fromFd(port).send(new Uint8Array(${size})))`)
  let count = 0
  while (count < size) count += here.recv(65_536).length
  expect([count, await other]).toEqual([size, size])
  there.close()
})

test("a worker's wait ends by the option SO_RCVTIMEO, too", async () => {
  const [here, there] = socketpair()
  using _ = there
  const other = otherSide<string>(
    here.fileno(),
    `const s = Socket.fromFd(port)
     const timeval = Buffer.alloc(16)
     timeval.writeBigInt64LE(50_000n, 8)
     s.setsockopt(SOL_SOCKET, wire.SO_RCVTIMEO, timeval)
     try { s.recv(1) } catch (error) { report(error.code) }`,
  )
  expect(await other).toBe('EAGAIN')
  here.close()
})
