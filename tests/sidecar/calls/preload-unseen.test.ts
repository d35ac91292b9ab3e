/** What a program does and prints is the same, watched or not. */
import { describe, expect, test } from 'vitest'
import { finished, ran } from './program.ts'

async function both(source: string) {
  const [plain, watched] = await Promise.all([ran(source, { fd4: false }), ran(source)])
  const outcome = ({ stdout, stderr, code }: typeof plain) => ({ stdout, stderr, code })
  return { plain: outcome(plain), watched: outcome(watched), calls: watched.calls }
}

/** Ports and folders are another's each time. */
const alike = (text: string) => text.replace(/wirebook-calls-\w+/g, '…').replace(/(?<=127\.0\.0\.1:)\d+/g, 'PORT')

const CONVERSATION = `import { connect, createServer } from 'node:net'
import { createSocket } from 'node:dgram'
const trace = (where) => console.log(where, new Error('here').stack.replaceAll(import.meta.dirname, ''))
`

test.each([
  [
    'in handlers of connections, data, ends, errors and closes',
    `Error.stackTraceLimit = 50
     const server = createServer((socket) => {
       trace('connection')
       socket.on('data', () => trace('server data')).on('end', () => trace('server end')).on('close', () => trace('server close'))
     })
     server.on('close', () => trace('closed'))
     server.listen(0, '127.0.0.1', () => {
       trace('listening')
       const client = connect(server.address().port, '127.0.0.1', () => { trace('connect'); client.end('x', () => trace('ended')) })
       client.on('close', () => { trace('client close'); server.close() })
     })`,
  ],
  [
    'of errors that calls throw or make',
    `const server = createServer((socket) => socket.resume())
     const say = (run) => { try { run() } catch (error) { console.log(error.stack.replaceAll(import.meta.dirname, '')) } }
     server.listen(0, '127.0.0.1', () => {
       const client = connect(server.address().port, '127.0.0.1', () => {
         say(() => client.write(null))
         say(() => client.write(5))
         client.end()
         client.on('error', (error) => { console.log(error.stack.replaceAll(import.meta.dirname, '')); client.destroy(); server.close() })
         client.write('late')
       })
     })
     say(() => server.listen(0))
     say(() => connect({ port: 70_000 }))`,
  ],
  [
    'in handlers of datagrams',
    `Error.stackTraceLimit = 50
     const a = createSocket('udp4', () => { trace('message'); a.close(); b.close() }), b = createSocket('udp4')
     b.on('listening', () => trace('listening'))
     a.bind(0, '127.0.0.1', () => { trace('bound'); b.send('x', a.address().port, '127.0.0.1', () => trace('sent')) })
     try { b.send(5) } catch (error) { console.log(error.stack.replaceAll(import.meta.dirname, '')) }`,
  ],
  [
    'of an exception that ends it',
    `const server = createServer((socket) => socket.on('data', () => { throw new TypeError('oops') }))
     server.listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1', function () { this.write('x') }))`,
  ],
])('stack traces %s have the same frames', async (_, source) => {
  const { plain, watched, calls } = await both(CONVERSATION + source)
  expect(alike(watched.stdout)).toBe(alike(plain.stdout))
  expect(alike(watched.stderr)).toBe(alike(plain.stderr))
  expect(plain.stdout.length + plain.stderr.length).toBeGreaterThan(200)
  expect(calls.length).toBeGreaterThan(3)
})

test('order of ticks, microtasks, immediates and events is the same', async () => {
  const { plain, watched, calls } = await both(`import { connect, createServer } from 'node:net'
const log = []
const around = (name) => {
  log.push(name)
  process.nextTick(() => log.push(name + ' tick'))
  queueMicrotask(() => log.push(name + ' microtask'))
  setImmediate(() => log.push(name + ' immediate'))
}
const server = createServer((socket) => {
  around('connection')
  socket.on('data', (data) => { around('data ' + data); socket.end('bye') })
})
server.listen(0, '127.0.0.1', () => {
  around('listening')
  const client = connect(server.address().port, '127.0.0.1')
  client.on('connect', () => { around('connect'); client.write('a', () => log.push('flushed')); around('written') })
  client.on('data', () => around('answer'))
  client.on('close', () => server.close(() => console.log(process.getActiveResourcesInfo().join(), log.filter((one) => /^(connect|written|flushed|answer)/.test(one)).join('\\n'), log.filter((one) => /^(connection|data)/.test(one)).join('\\n'))))
})`)
  expect(watched).toEqual(plain)
  expect(plain.stdout).toContain('answer immediate')
  expect(calls.length).toBeGreaterThan(5)
})

test.each([
  [
    'what is left in the event loop',
    `setTimeout(() => console.log(process.getActiveResourcesInfo(), process._getActiveHandles().length), 30)`,
  ],
  ['listeners of the process', `console.log(process.eventNames().map(String).sort(), process.listenerCount('exit'))`],
  [
    'methods: their names, their text, what they are equal to',
    `console.log(Socket.prototype.write === new Socket().write, Socket.prototype.write.toString().length, Server.prototype.listen.name,
       UDP.prototype.send.length, Object.keys(new Socket()).sort().join(), Object.keys(process).includes('emit'))`,
  ],
  [
    'a method that the program puts in the place of one',
    `const socket = new Socket(); socket.write = () => 'mine'; console.log(socket.write(), Object.keys(socket).includes('write'))
     class Loud extends Socket { write(...args) { console.log('loud'); return super.write(...args) } }
     new Loud().on('error', () => {}).write('x')
     Socket.prototype.pipe = function () { return 'ours' }; console.log(new Socket().pipe())`,
  ],
  [
    'Error',
    `console.log(Error.stackTraceLimit, Object.getOwnPropertyNames(Error).sort().join(), Error.prepareStackTrace?.name)`,
  ],
  ['what a socket prints', `console.log(new Socket(), createServer())`],
])('%s: the same', async (_, source) => {
  const head = `import { createServer, Server, Socket } from 'node:net'\nimport { Socket as UDP } from 'node:dgram'\n`
  const { plain, watched } = await both(head + source)
  expect(watched).toEqual(plain)
  expect(plain.stderr).toBe('')
  expect(plain.stdout).not.toBe('')
})

describe('the pipe of reports', () => {
  test('a program that closed it and got its number for something of its own is not written into', async () => {
    const { stdout, code } = await ran(`import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
closeSync(4)
console.log(openSync('mine.txt', 'w+'))
const server = createServer((socket) => socket.end('x'))
server.listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1').resume().on('close', () => server.close()))
process.on('exit', () => console.log('size', fstatSync(4).size))`)
    expect([code, stdout]).toEqual([0, '4\nsize 0\n'])
  })

  test('a reader that does not read holds nothing up, and what it missed is counted', async () => {
    const source = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
socket.bind(0, '127.0.0.1', async () => {
  for (let n = 0; n < 15_000; n++) {
    socket.send('x', 9, '127.0.0.1')
    if (n % 100 === 0) await new Promise(setImmediate)
  }
  socket.close(() => { console.log('done'); setTimeout(() => {}, 1_000) })
})`
    const { code, stdout, calls } = await ran(source, { readAfter: 'done' })
    expect([code, stdout]).toEqual([0, 'done\n'])
    const told = finished(calls, 'send').length
    const missing = calls.reduce((sum, call) => sum + (call.missing ?? 0), 0)
    expect(told).toBeGreaterThan(100)
    expect(told).toBeLessThan(15_000)
    // What was still in the program's hands when it ended is gone with it.
    expect(told + missing).toBeLessThanOrEqual(15_010)
  })

  test.each([
    ['process.exit()', 'process.exit(0)'],
    ['an exception', `throw new Error('now')`],
    ['the end of the loop', 'server.close(); socket.destroy()'],
  ])('what was done just before %s is told', async (_, ending) => {
    const { calls } = await ran(`import { connect, createServer } from 'node:net'
const server = createServer((socket) => {
  socket.write('last')
  ${ending}
})
server.listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1').on('error', () => {}).resume())`)
    expect(finished(calls, 'write')).toMatchObject([{ from: 0, to: 4, line: 3 }])
  })
})
