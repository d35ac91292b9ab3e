import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildSocketModule } from '../../../src/socket/build.ts'
import { finished, ran } from './program.ts'

const ROOT = join(import.meta.dirname, '../../..')

describe('node:net', () => {
  const SOURCE = `import { connect, createServer } from 'node:net'

const server = createServer((socket) => {
  socket.on('data', (data) => console.log('got ' + data))
  socket.on('end', () => server.close())
})
server.listen(0, '127.0.0.1', () => {
  const client = connect(server.address().port, '127.0.0.1', () => {
    client.cork()
    client.write('one')
    client.write(Buffer.from('three'))
    client.uncork()
    client.end('!')
  })
})
`
  test('every call of a conversation is told with its line, its bytes and its ends', async () => {
    const { calls, stdout, stderr, code } = await ran(SOURCE)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^got one/)
    const [listen] = finished(calls, 'listen')
    expect(listen).toMatchObject({ file: 'program.ts', line: 7, local: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
    const [accept, lastAccept] = finished(calls, 'accept')
    const [connect] = finished(calls, 'connect')
    expect(connect).toMatchObject({ file: 'program.ts', line: 8, remote: listen!.local })
    expect(accept).toMatchObject({ local: listen!.local, remote: connect!.local })
    expect(accept!.at).toBeGreaterThanOrEqual(listen!.at)
    expect(lastAccept).toMatchObject({ result: 'closed' })
    expect(finished(calls, 'write').map(({ line, from, to }) => [line, from, to])).toEqual([
      [10, 0, 3],
      [11, 3, 8],
      [13, 8, 9],
    ])
    expect(finished(calls, 'cork')).toMatchObject([{ line: 9 }])
    expect(finished(calls, 'end')[0]).toMatchObject({ line: 13, local: connect!.local })
    const reads = finished(calls, 'read')
    expect(reads[0]).toMatchObject({ from: 0, local: listen!.local, remote: connect!.local })
    expect(reads.at(-1)!.to).toBe(9)
    expect(finished(calls, 'eof')).toHaveLength(2)
    expect(finished(calls, 'close').filter(({ remote }) => remote)).toHaveLength(2)
  })

  test('a call that waits is told when it begins and again, under the same number, when it ends', async () => {
    const { calls } = await ran(SOURCE)
    for (const name of ['accept', 'connect']) {
      const told = calls.filter(({ call }) => call === name)
      for (const { id } of told)
        expect(told.filter((each) => each.id === id).map(({ until }) => until !== undefined)).toEqual([false, true])
    }
    for (const { at, until } of calls) expect(until ?? at).toBeGreaterThanOrEqual(at)
  })

  test('the end a runtime makes by itself has no line of the program', async () => {
    const { calls } = await ran(SOURCE)
    const ends = finished(calls, 'end')
    expect(ends.map(({ line }) => line)).toEqual([13, undefined])
  })

  test('refusal and a taken port are told with their codes, and still crash the program that ignores them', async () => {
    const refused = await ran(`import { connect } from 'node:net'\nconnect(1, '127.0.0.1')`)
    expect(finished(refused.calls, 'connect')).toMatchObject([{ line: 2, result: 'ECONNREFUSED' }])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/Unhandled 'error' event/)
    const taken = await ran(`import { createServer } from 'node:net'
      const first = createServer().listen(0, '127.0.0.1', () => {
        const second = createServer().on('error', () => first.close()).listen(first.address().port, '127.0.0.1')
      })`)
    expect(finished(taken.calls, 'listen').map(({ result }) => result)).toEqual([undefined, 'EADDRINUSE'])
  })

  test('destroy and resetAndDestroy are told once each, at their line', async () => {
    const { calls } = await ran(`import { connect, createServer } from 'node:net'
const server = createServer((socket) => socket.on('error', () => {}).on('close', () => server.close()).resume())
server.listen(0, '127.0.0.1', () => {
  const socket = connect(server.address().port, '127.0.0.1', () => socket.resetAndDestroy())
})`)
    expect(finished(calls, 'resetAndDestroy')).toMatchObject([{ line: 4 }])
    expect(finished(calls, 'destroy')).toEqual([])
  })

  test('writes before the connection is open and through a pipe keep their byte ranges', async () => {
    const { calls } = await ran(`import { connect, createServer } from 'node:net'
import { Readable } from 'node:stream'
const server = createServer((socket) => socket.resume().on('end', () => server.close()))
server.listen(0, '127.0.0.1', () => {
  const socket = connect(server.address().port, '127.0.0.1')
  socket.write('early')
  socket.write('ümlaut')
  Readable.from(['piped']).pipe(socket)
})`)
    expect(finished(calls, 'write').map(({ line, from, to }) => [line, from, to])).toEqual([
      [6, 0, 5],
      [7, 5, 12],
      [undefined, 12, 17],
    ])
    const [connected] = finished(calls, 'connect')
    for (const { local, remote } of finished(calls, 'write'))
      expect({ local, remote }).toEqual({ local: connected!.local, remote: connected!.remote })
  })
})

test('node:dgram tells bind, send and message with sizes', async () => {
  const { calls, code, stderr } = await ran(`import { createSocket } from 'node:dgram'
const a = createSocket('udp4')
const b = createSocket('udp4')
a.on('message', () => { a.close(); b.close() })
a.bind(0, '127.0.0.1', () => {
  b.send('hello', a.address().port, '127.0.0.1')
})`)
  expect([code, stderr]).toEqual([0, ''])
  expect(finished(calls, 'bind')[0]).toMatchObject({ line: 5, local: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
  const to = finished(calls, 'bind')[0]!.local
  expect(finished(calls, 'send')).toMatchObject([{ line: 6, from: 0, to: 5, remote: to }])
  expect(finished(calls, 'message')).toMatchObject([{ from: 0, to: 5, local: to }])
})

test('wirebook/socket tells a blocking call before it blocks, in the main thread and in workers', async () => {
  const { calls, stderr, code } = await ran(
    `import { Worker, isMainThread, workerData } from 'node:worker_threads'
import { sleep, socket } from 'wirebook/socket'
if (isMainThread) {
  const listener = socket()
  listener.bind(['127.0.0.1', 0])
  listener.listen(1)
  new Worker(new URL(import.meta.url), { workerData: listener.getsockname() })
  const [connection] = listener.accept()
  connection.recv(1024)
  connection.recv(1024)
} else {
  const client = socket()
  sleep(0.1)
  client.connect(workerData)
  client.sendall('hello')
  client.close()
}`,
    {
      prepare(folder) {
        const modules = join(folder, 'node_modules')
        mkdirSync(modules)
        buildSocketModule(join(modules, 'wirebook'))
        symlinkSync(join(ROOT, 'node_modules/koffi'), join(modules, 'koffi'))
      },
    },
  )
  expect([code, stderr]).toEqual([0, ''])
  const [accept] = finished(calls, 'accept')
  expect(accept).toMatchObject({ file: 'program.ts', line: 8 })
  expect(accept!.until! - accept!.at).toBeGreaterThan(50_000)
  const begun = calls.findIndex(({ id, until }) => id === accept!.id && until === undefined)
  expect(begun).toBeGreaterThanOrEqual(0)
  expect(begun).toBeLessThan(calls.findIndex(({ call }) => call === 'connect'))
  expect(finished(calls, 'connect')).toMatchObject([{ line: 14, remote: accept!.local }])
  expect(finished(calls, 'sendall')).toMatchObject([{ line: 15, from: 0, to: 5 }])
  expect(finished(calls, 'recv').map(({ line, from, to }) => [line, from, to])).toEqual([
    [9, 0, 5],
    [10, 5, 5],
  ])
  expect(new Set(calls.map(({ id }) => id)).size).toBe(
    finished(calls, 'accept').length + calls.filter(({ call, until }) => call !== 'accept' && until).length,
  )
})

test('a program cannot tell that it is watched by listeners, results or names', async () => {
  const source = `import { connect, createServer, Socket } from 'node:net'
    const server = createServer((socket) => { socket.end('x'); server.close() })
    server.listen(0, '127.0.0.1', () => {
      const socket = connect(server.address().port, '127.0.0.1')
      console.log(Socket.prototype.write.name, Socket.prototype.connect.length, socket.eventNames().map(String).sort().join())
      console.log(socket.write('a'), socket.end('b') === socket, socket.resume() === socket)
      try { socket.write(null) } catch (error) { console.log(error.code) }
      socket.on('error', (error) => console.log(error.code))
      socket.on('close', (hadError) => console.log('closed', hadError))
    })`
  const [plain, watched] = await Promise.all([ran(source.replace('node:net', 'net'), { fd4: false }), ran(source)])
  expect(watched.stdout).toBe(plain.stdout)
  expect(watched.calls.length).toBeGreaterThan(5)
})

test('without a pipe on fd 4 nothing is written and the program runs', async () => {
  const { code, stdout, stderr } = await ran(
    `import { createServer } from 'node:net'
     const server = createServer().listen(0, '127.0.0.1', () => server.close(() => console.log('done')))`,
    { fd4: false },
  )
  expect([code, stdout, stderr]).toEqual([0, 'done\n', ''])
})

test('a reader that goes away does not end the program', async () => {
  const { code, stdout } = await ran(`import { closeSync } from 'node:fs'
    import { createServer } from 'node:net'
    closeSync(4)
    const server = createServer().listen(0, '127.0.0.1', () => server.close(() => console.log('done')))`)
  expect([code, stdout]).toEqual([0, 'done\n'])
})
