/** Several hosts on a machine that gives labs no network: each has a loopback address of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkOf } from '../../src/course/network.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { startSource } from './support/tools.ts'

/** Taken from nobody else's programs, as this machine's own ports are used. */
const PORT = 39_417
let sandbox: Sandbox
let network: LabNetwork
beforeAll(async () => {
  sandbox = await openSandbox({ force: 'reduced' })
  network = await sandbox.open({ network: networkOf({ topology: 'lan', size: 3 }) })
})
afterAll(() => sandbox?.close())

const server = (host: string) => `import { createServer } from 'node:net'
createServer((socket) => socket.end('${host}')).listen(${PORT}, '${host}', () => console.log('up'))`
const CLIENT = `import { connect } from 'node:net'
for (const host of ['h1', '10.0.0.2'])
  await new Promise((resolve) => connect(${PORT}, host).on('data', (bytes) => console.log(host, String(bytes))).on('end', resolve))`

test('two hosts listen on the same port, and names and addresses lead to the right one', async (context) => {
  context.skip(process.platform !== 'linux', 'elsewhere the loopback is one address')
  await network.beginRun()
  for (const host of ['h1', 'h2']) {
    const started = await startSource(network, server(host), { host, name: `server-${host}` })
    await started.says('up')
    expect(await network.listening(host, `tcp:${PORT}`, AbortSignal.timeout(5_000))).toBe(true)
  }
  const client = await startSource(network, CLIENT, { host: 'h3', name: 'client' })
  await client.program.exited
  expect(client.stdout).toBe('h1 h1\n10.0.0.2 h2\n')
})

test('hosts have no packets and no tables there', async () => {
  expect(network.hosts.map(({ netns }) => netns)).toEqual([null, null, null])
  expect(await network.tables('h1')).toEqual({ neighbours: [], routes: [], forwarding: [] })
})
