/** Learners' programs find both modules in a lab, and threads work in what contains them. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { ThreadingTCPServer } from '../../src/socket/socketserver/index.ts'
import { startSource } from '../sandbox/support/tools.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'

const CLIENTS = ThreadingTCPServer.max_threads
const SERVER = `import { BaseRequestHandler, ThreadingTCPServer } from 'wirebook/socketserver'
import { pack, unpack } from 'wirebook/struct'

class Double extends BaseRequestHandler {
  override handle(): void {
    for (let data = this.request.recv(4); data.length > 0; data = this.request.recv(4)) {
      const [number] = unpack('!I', data)
      this.request.sendall(pack('!I', 2 * number))
      if (number === 0) this.server.shutdown()
    }
  }
}

const server = new ThreadingTCPServer(['127.0.0.1', 9000], Double)
console.log('serving on', server.server_address.join(':'))
server.serve_forever()
server.server_close()
console.log('closed')
`
const CLIENT = `import { once } from 'node:events'
import net from 'node:net'

const sockets = Array.from({ length: ${CLIENTS} }, () => net.connect(9000, '127.0.0.1'))
const ask = async (socket: net.Socket, number: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  socket.write(bytes)
  return (await once(socket, 'data'))[0].readUInt32BE()
}
// All are open at once, and each has its answer.
const answers = await Promise.all(sockets.map((socket, n) => ask(socket, n + 1)))
console.log(answers.join(' '))
await ask(sockets[0]!, 0)
for (const socket of sockets) socket.end()
`

let sandbox: Sandbox
let network: LabNetwork
beforeEach(ownNetwork)
beforeAll(async () => {
  if (!NAMESPACES) return
  sandbox = await openSandbox()
  network = await sandbox.open({ network: SOLO })
})
afterAll(() => sandbox?.close())

test('a threading server serves as many clients at once as it has threads, within the limits of a program', async () => {
  const server = await startSource(network, SERVER, { name: 'server' })
  await server.says('serving on')
  const client = await startSource(network, CLIENT, { name: 'client' })
  const answers = Array.from({ length: CLIENTS }, (_, n) => 2 * (n + 1)).join(' ')
  expect([(await client.program.exited).code, client.stderr, client.stdout]).toEqual([0, '', `${answers}\n`])
  expect([(await server.program.exited).code, server.stderr]).toEqual([0, ''])
  expect(server.stdout).toBe('serving on 127.0.0.1:9000\nclosed\n')
})
