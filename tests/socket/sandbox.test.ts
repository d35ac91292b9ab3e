/** A learner's program, contained, uses every kind of call: nothing in the sandbox stands in their way. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { startSource } from '../sandbox/support/tools.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'

let sandbox: Sandbox
let network: LabNetwork
beforeEach(ownNetwork)
beforeAll(async () => {
  if (!NAMESPACES) return
  sandbox = await openSandbox()
  network = await sandbox.open({ network: SOLO })
})
afterAll(() => sandbox?.close())

async function printed(source: string): Promise<string> {
  const started = await startSource(network, source)
  await started.program.exited
  return started.stdout + started.stderr
}

test('all families, select, poll, epoll, files and names', async () => {
  const source = `
import * as wire from 'wirebook/socket'
const { AF_INET, AF_INET6, AF_NETLINK, AF_UNIX, EPOLLIN, POLLIN, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, socket } = wire
function carries(family: number, address: never) {
  const listener = socket(family)
  listener.bind(address)
  listener.listen()
  const client = socket(family)
  client.connect(listener.getsockname())
  const [server] = listener.accept()
  client.sendall('line\\n')
  const ready = wire.select([server], [], [], 1)[0].length
  const poll = wire.poll(), epoll = wire.epoll()
  poll.register(server, POLLIN)
  epoll.register(server, EPOLLIN)
  console.log(ready, poll.poll(1000).length, epoll.poll(1).length, JSON.stringify(server.makefile().readline()))
}
carries(AF_INET, ['localhost', 0] as never)
carries(AF_INET6, ['::1', 0] as never)
carries(AF_UNIX, '/tmp/here.sock' as never)
carries(AF_UNIX, '\\0abstract' as never)
const [a, b] = wire.socketpair(AF_UNIX, SOCK_SEQPACKET)
a.send('packet')
console.log(String(b.recv(10)))
const links = socket(AF_NETLINK, SOCK_RAW)
links.sendto(Buffer.from('1400000012000103010000000000000000000000', 'hex'), [0, 0])
console.log(links.recv(65536).length > 100, wire.if_nametoindex('lo'), wire.gethostbyname('localhost'))
try { socket(AF_INET, SOCK_RAW, 1) } catch (error) { console.log((error as Error).message) }
const udp = socket(AF_INET, SOCK_DGRAM)
udp.bind(['127.0.0.1', 0])
setTimeout(() => udp.sendto('later', udp.getsockname()), 20)
console.log(String((await udp.recvfromAsync(10))[0]), (await wire.selectAsync([udp], [], [], 0.01))[0].length)`
  expect(await printed(source)).toBe(
    `${'1 1 1 "line\\n"\n'.repeat(4)}packet\ntrue 1 127.0.0.1\nsocket EPERM\nlater 0\n`,
  )
})

test('a worker serves a connection while the main thread waits in accept', async () => {
  const source = `
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { Socket, socket } from 'wirebook/socket'
if (!isMainThread) {
  const connection = Socket.fromFd(workerData)
  connection.sendall(connection.recv(100).toString().toUpperCase())
  connection.close()
} else {
  const listener = socket()
  listener.bind(['127.0.0.1', 0])
  listener.listen()
  const first = socket(), second = socket()
  first.connect(listener.getsockname())
  const resourceLimits = { codeRangeSizeMb: 16 }
  new Worker(import.meta.filename, { workerData: listener.accept()[0].fileno(), resourceLimits })
  first.sendall('first')
  console.log(String(first.recv(100)))
  second.connect(listener.getsockname())
  console.log(listener.accept()[1][1] === second.getsockname()[1])
}`
  expect(await printed(source)).toBe('FIRST\ntrue\n')
})
