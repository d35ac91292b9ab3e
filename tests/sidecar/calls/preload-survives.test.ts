/** Ways in which programs use sockets that a report could lose its place in. */
import { describe, expect, test } from 'vitest'
import type { RawCall } from '../../../src/sidecar/calls/parse.ts'
import { finished, ran } from './program.ts'

const ranges = (calls: RawCall[], call: string) => finished(calls, call).map(({ line, from, to }) => [line, from, to])
/** Every byte from 0 to `length` in one range, in order. */
function tiles(calls: RawCall[], call: string, length: number): void {
  let at = 0
  for (const { from, to } of finished(calls, call)) {
    expect(from).toBe(at)
    at = to!
  }
  expect(at).toBe(length)
}

/** A server that reads everything and a client that runs `client` once it is connected. */
const conversation = (
  client: string,
  server = 'socket.resume()',
  options = '',
) => `import { connect, createServer } from 'node:net'
import * as stream from 'node:stream'
const server = createServer({ ${options} }, (socket) => { ${server} })
server.listen(0, '127.0.0.1', () => {
  const client = connect({ port: server.address().port, host: '127.0.0.1', ${options} }, async () => {
${client}
  })
  client.on('close', () => server.close()).on('error', () => {})
})`

describe('writes', () => {
  test('corked, they keep their lines and ranges though they leave as one', async () => {
    const { calls } = await ran(
      conversation(`client.cork()
client.write('one')
client.write('zwölf')
client.write('3', 'latin1', () => client.end('!'))
client.uncork()`),
    )
    expect(ranges(calls, 'write')).toEqual([
      [7, 0, 3],
      [8, 3, 9],
      [9, 9, 10],
      [9, 10, 11],
    ])
  })

  test('more than the kernel takes, they say that they have to wait, and none is lost', async () => {
    const { calls, stdout } = await ran(
      conversation(
        `const said = []
for (let n = 0; n < 100; n++) said.push(String(client.write(Buffer.alloc(50_000))))
client.end()
console.log(JSON.stringify(said))`,
        `socket.pause(); setTimeout(() => socket.resume(), 50)`,
      ),
    )
    expect(finished(calls, 'write')).toHaveLength(100)
    tiles(calls, 'write', 5_000_000)
    tiles(calls, 'read', 5_000_000)
    expect(finished(calls, 'write').map(({ result }) => result)).toEqual(JSON.parse(stdout))
  })

  test('by a function that was taken from the socket, no byte stays unaccounted for', async () => {
    const { calls } = await ran(
      conversation(`const say = client.write.bind(client)
say('one'); say('two')
client.end('three')`),
    )
    tiles(calls, 'write', 11)
    expect(finished(calls, 'write').at(-1)).toMatchObject({ line: 8, from: 6, to: 11 })
  })

  test('by pipe and pipeline, in a loop of an async generator, they are told without a line where there is none', async () => {
    const { calls } = await ran(
      conversation(`await stream.promises.pipeline(async function* () { yield 'abc'; yield 'de' }, client)`),
    )
    expect(finished(calls, 'write').map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [3, 5],
    ])
  })

  test('of nothing, or of what cannot be written, are not told', async () => {
    const { calls } = await ran(
      conversation(`try { client.write(null) } catch {}
client.write('x'); client.write('')
client.end()`),
    )
    expect(ranges(calls, 'write')).toEqual([[7, 0, 1]])
  })
})

test('a half-open connection: what is written after the other side has ended is told', async () => {
  const { calls } = await ran(
    conversation(
      `client.on('data', () => {}).end('ask')`,
      `socket.resume().on('end', () => setTimeout(() => socket.end('answer'), 20))`,
      'allowHalfOpen: true',
    ),
  )
  const [eof] = finished(calls, 'eof')
  const answer = finished(calls, 'write').find(({ to }) => to === 6)
  expect(answer).toMatchObject({ line: 3, local: eof!.local })
  expect(answer!.at).toBeGreaterThan(eof!.at)
  expect(finished(calls, 'end').map(({ line }) => line)).toEqual([6, 3])
})

test('paused and resumed, each read is told once', async () => {
  const { calls } = await ran(
    conversation(
      `for (let n = 0; n < 5; n++) { client.write('abc'); await new Promise((go) => setTimeout(go, 10)) }
client.end()`,
      `socket.on('data', () => { socket.pause(); setTimeout(() => socket.resume(), 15) })`,
    ),
  )
  tiles(calls, 'read', 15)
})

test.each([
  ['destroy() with an error', `client.destroy(new Error('enough'))`, []],
  ['an AbortSignal', `stream.addAbortSignal(AbortSignal.timeout(10), client)`, []],
])('%s ends the connection, which is told once', async (_, ending) => {
  const { calls, code } = await ran(conversation(ending, `socket.resume().on('error', () => {})`))
  expect(code).toBe(0)
  const ends = new Set(
    finished(calls, 'close')
      .filter(({ remote }) => remote)
      .map(({ local }) => local),
  )
  expect(ends.size).toBe(2)
  expect(finished(calls, 'close').filter(({ remote }) => remote)).toHaveLength(2)
})

test('a connect() that is given up says so', async () => {
  const { calls } = await ran(`import { connect } from 'node:net'
const abort = new AbortController()
connect({ port: 1, host: '127.0.0.1', signal: abort.signal }).on('error', () => {})
abort.abort()`)
  expect(finished(calls, 'connect')).toMatchObject([{ line: 3, result: expect.stringMatching(/ABORT|ECONNREFUSED/) }])
})

test('a socket that connects a second time begins a new stream', async () => {
  const { calls } = await ran(`import { createServer, Socket } from 'node:net'
let times = 0
const server = createServer((socket) => socket.resume().on('end', () => socket.end()))
server.listen(0, '127.0.0.1', () => {
  const socket = new Socket()
  const again = () => socket.connect(server.address().port, '127.0.0.1', () => socket.end('four'))
  socket.resume().on('close', () => (++times < 2 ? again() : server.close()))
  again()
})`)
  expect(ranges(calls, 'write')).toEqual([
    [6, 0, 4],
    [6, 0, 4],
  ])
  expect(new Set(finished(calls, 'connect').map(({ local }) => local)).size).toBe(2)
})

test('a connection without a name: both ends of a UNIX socket find each other', async () => {
  const { calls } = await ran(`import { connect, createServer } from 'node:net'
const server = createServer((socket) => socket.on('data', () => socket.end('yes')))
server.listen('here.sock', () => connect('here.sock', function () { this.write('no?') }).resume().on('close', () => server.close()))`)
  const [asked, answered] = finished(calls, 'write')
  expect(asked).toMatchObject({ remote: 'here.sock', local: expect.stringMatching(/^unix:\d$/), line: 3 })
  expect(answered).toMatchObject({ local: 'here.sock', remote: expect.stringMatching(/^unix:\d$/), line: 2 })
  expect(finished(calls, 'read')).toMatchObject([{ to: 3 }, { to: 3 }])
})

test('under node:http the request and the answer are told with the lines that made them', async () => {
  const { calls } = await ran(`import { createServer, get } from 'node:http'
const server = createServer((request, response) => {
  response.end('hello')
})
server.listen(0, '127.0.0.1', () => get({ port: server.address().port, agent: false }, (answer) => answer.resume().on('end', () => server.close())))`)
  const [request, answer] = finished(calls, 'write')
  expect(request!.remote).toBe(finished(calls, 'listen')[0]!.local)
  expect(answer).toMatchObject({ line: 3, local: request!.remote })
  const reads = finished(calls, 'read')
  expect(reads.find(({ local }) => local === request!.remote)).toMatchObject({ from: 0, to: request!.to })
  expect(reads.find(({ local }) => local === request!.local)).toMatchObject({ from: 0, to: answer!.to })
})

test('under node:tls no bytes are claimed for a stream that carries others', async () => {
  const { calls, code, stderr } = await ran(`import { connect } from 'node:tls'
import { createServer } from 'node:net'
const server = createServer((socket) => socket.end('not TLS'))
server.listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1').on('error', () => server.close()).write('secret'))`)
  expect([code, stderr]).toEqual([0, ''])
  expect(finished(calls, 'connect')).toHaveLength(1)
  const own = finished(calls, 'write').filter(({ line }) => line === 4)
  for (const call of own) expect(call.from).toBeUndefined()
})

describe('threads and processes', () => {
  test('workers of the program report beside its main thread, with numbers of their own', async () => {
    const { calls, code } = await ran(`import { Worker, isMainThread, workerData } from 'node:worker_threads'
import { connect, createServer } from 'node:net'
if (isMainThread) {
  const server = createServer((socket) => socket.resume())
  server.listen(0, '127.0.0.1', () => {
    let left = 2
    for (const text of ['first', 'other'])
      new Worker(new URL(import.meta.url), { workerData: { text, port: server.address().port } }).on('exit', () => --left || server.close())
  })
} else {
  const socket = connect(workerData.port, '127.0.0.1', () => socket.end(workerData.text))
}`)
    expect(code).toBe(0)
    expect(finished(calls, 'write')).toHaveLength(2)
    for (const write of finished(calls, 'write')) expect(write).toMatchObject({ line: 11, from: 0, to: 5 })
    expect(finished(calls, 'connect')).toHaveLength(2)
    tiles(
      calls.filter(({ remote }) => remote === finished(calls, 'connect')[0]!.local),
      'read',
      5,
    )
    const ends = new Map<number, number>()
    for (const { id, until } of calls) if (until !== undefined) ends.set(id, (ends.get(id) ?? 0) + 1)
    expect([...ends.values()].every((count) => count === 1)).toBe(true)
  })

  test('a worker that is terminated leaves whole lines behind it', async () => {
    const { lines, code } = await ran(`import { Worker, isMainThread } from 'node:worker_threads'
import { createSocket } from 'node:dgram'
if (isMainThread)
  for (let n = 0; n < 3; n++) {
    const worker = new Worker(new URL(import.meta.url))
    worker.once('message', () => setTimeout(() => worker.terminate(), 20 * n))
  }
else {
  const { parentPort } = await import('node:worker_threads')
  const socket = createSocket('udp4')
  let turns = 0
  setInterval(() => {
    for (let n = 0; n < 20; n++) socket.send('x', 9, '127.0.0.1')
    if (++turns === 5) parentPort.postMessage('busy')
  }, 1)
}`)
    // ran() has understood every line.
    expect(code).toBe(0)
    expect(lines.length).toBeGreaterThan(10)
  })

  test('a child process does not write among the reports', async () => {
    const { calls, stdout } = await ran(`import { fork } from 'node:child_process'
import { createServer } from 'node:net'
const server = createServer().listen(0, '127.0.0.1', () => server.close(() => {
  if (process.argv[2] !== 'child') fork(import.meta.filename, ['child']).on('exit', () => console.log('both'))
}))`)
    expect(stdout).toBe('both\n')
    expect(finished(calls, 'listen')).toHaveLength(1)
  })
})

describe('datagrams', () => {
  test('each is told with its size, its other end and what became of it', async () => {
    const { calls } = await ran(`import { createSocket } from 'node:dgram'
const server = createSocket('udp4', (data, { port, address }) => server.send([data, '!'], port, address))
server.bind(0, '127.0.0.1', () => {
  const client = createSocket('udp4')
  client.connect(server.address().port, '127.0.0.1', () => {
    client.send(Buffer.from('..hello..'), 2, 5)
    client.send(Buffer.alloc(70_000), () => {})
  })
  client.on('message', () => { client.close(); server.close() })
})`)
    const [bind] = finished(calls, 'bind')
    const [first, tooLong, answer] = finished(calls, 'send')
    expect(first).toMatchObject({ line: 6, to: 5, remote: bind!.local, datagram: true })
    expect(tooLong).toMatchObject({ line: 7, to: 70_000, result: 'EMSGSIZE' })
    expect(answer).toMatchObject({ line: 2, to: 6, local: bind!.local, remote: first!.local })
    expect(finished(calls, 'message')).toMatchObject([
      { to: 5, remote: first!.local, local: bind!.local },
      { to: 6, remote: bind!.local, local: first!.local },
    ])
    expect(finished(calls, 'connect')).toMatchObject([{ line: 5, local: first!.local }])
    expect(finished(calls, 'close')).toHaveLength(2)
  })

  test('sent before the socket has its port, and after it, each has the line that asked for it', async () => {
    const { calls } = await ran(`import { createSocket } from 'node:dgram'
const server = createSocket('udp4')
server.bind(0, '127.0.0.1', async () => {
  const { port } = server.address()
  const client = createSocket('udp4')
  const sent = (text) => new Promise((done) => client.send(text, port, '127.0.0.1', done))
  client.send('1', port, '127.0.0.1')
  client.send('22', port, '127.0.0.1')
  await sent('333')
  client.send('4444', port, '127.0.0.1')
  await sent('55555')
  client.close()
  server.close()
})`)
    const lines = finished(calls, 'send').map(({ line, to }) => [line, to])
    expect(lines).toEqual([7, 8, 6, 10, 6].map((line, at) => [line, at + 1]))
  })

  test('a bind() that fails says why', async () => {
    const { calls } = await ran(`import { createSocket } from 'node:dgram'
const a = createSocket('udp4').bind(0, '127.0.0.1', () => {
  createSocket('udp4').on('error', () => a.close()).bind(a.address().port, '127.0.0.1')
})`)
    expect(finished(calls, 'bind').map(({ result }) => result)).toEqual([undefined, 'EADDRINUSE'])
  })
})

test('a program that hurries is told of in part, and what was left out is counted', async () => {
  const { calls, code } = await ran(`import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
socket.bind(0, '127.0.0.1', async () => {
  for (let n = 0; n < 30_000; n++) {
    socket.send('x', 9, '127.0.0.1')
    if (n % 100 === 99) await new Promise((go) => setImmediate(go))
  }
  setTimeout(() => socket.close(), 50)
})`)
  expect(code).toBe(0)
  const told = finished(calls, 'send').length
  const missing = calls.reduce((sum, call) => sum + (call.missing ?? 0), 0)
  expect(told).toBeGreaterThanOrEqual(490)
  expect(told + missing).toBeGreaterThanOrEqual(30_000 - 10)
  expect(told + missing).toBeLessThanOrEqual(30_000 + 10)
})

test('a program that hurries no more is told of again', async () => {
  const { calls } = await ran(`import { createSocket } from 'node:dgram'
const [socket, other] = [createSocket('udp4'), createSocket('udp4')]
other.bind(0, '127.0.0.1', () => socket.bind(0, '127.0.0.1', async () => {
  const { port } = other.address()
  for (let n = 0; n < 20_000; n++) {
    socket.send('x', port, '127.0.0.1')
    if (n % 100 === 99) await new Promise((go) => setImmediate(go))
  }
  await new Promise((go) => setTimeout(go, 1_000))
  socket.send('calm', port, '127.0.0.1', () => { socket.close(); other.close() })
}))`)
  expect(finished(calls, 'send').at(-1)).toMatchObject({ line: 10, to: 4 })
})
