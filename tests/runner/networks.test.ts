/** Labs of several hosts, run as `wirebook run` and sessions run them. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LoadedLab } from '../../src/course/load.ts'
import { Lab } from '../../src/course/schema.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { planRun } from '../../src/sidecar/runner/plan.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'

const text = (en: string) => ({ en, 'zh-cn': en })
const SERVER = `import { createServer } from 'node:net'
import { hostname } from 'node:os'
createServer((socket) => socket.end(hostname())).listen(9000)`
const CLIENT = `import { connect } from 'node:net'
for (const host of process.argv.slice(2))
  await new Promise((resolve) =>
    connect(9000, host).on('data', (bytes) => console.log(host, 'is', String(bytes))).on('close', resolve))`
const files = { 'server.ts': SERVER, 'client.ts': CLIENT }
const server = (name: string, host: string) => ({ name, file: 'server.ts', host, ready: { listen: 'tcp:9000' } })

function lab(fields: object): LoadedLab {
  return { id: 'unit/networks', folder: '', files, lab: Lab.parse({ title: text('Networks'), ...fields }) }
}
const LAN = lab({
  topology: 'lan',
  programs: [
    server('one', 'h2'),
    server('two', 'h3'),
    { name: 'h1', file: 'client.ts', after: ['one', 'two'], args: ['h2', 'h3'] },
  ],
})
const ROUTED = lab({
  topology: 'routed',
  programs: [server('server', 'server'), { name: 'client', file: 'client.ts', after: ['server'], args: ['server'] }],
})

let sandbox: Sandbox
beforeAll(async () => {
  if (NAMESPACES) sandbox = await openSandbox()
})
afterAll(() => sandbox?.close())
beforeEach(ownNetwork)

const saidBy = (record: Awaited<ReturnType<typeof runLab>>, name: string) =>
  record.programs
    .find((program) => program.name === name)!
    .output.map((chunk) => chunk.text)
    .join('')

test('programs run on their hosts, under the hosts’ names, two on one port', async () => {
  expect(planRun(LAN, { mode: 'batch' }).programs.map(({ spec }) => spec.host)).toEqual(['h2', 'h3', 'h1'])
  const record = await runLab(sandbox, LAN)
  expect(record.end).toBe('finished')
  expect(saidBy(record, 'h1')).toBe('h2 is h2\nh3 is h3\n')
  expect(new Set(record.packets.map(({ link }) => link))).toEqual(new Set(['switch']))
  expect(record.lost).toBe(0)
})

test('a run through a router ends by itself when the connection is closed', async () => {
  const record = await runLab(sandbox, ROUTED)
  expect(record.end).toBe('finished')
  expect(saidBy(record, 'client')).toBe('server is server\n')
  expect(new Set(record.packets.map(({ link }) => link))).toEqual(new Set(['left', 'right']))
})

test('a command of the machine takes part on the host that is named', async () => {
  const source = `require("node:net").connect(9000, "10.0.0.2").on("data", (b) => console.log(String(b)))`
  const command = `'${process.execPath}' --eval '${source}'`
  const record = await runLab(sandbox, LAN, { only: ['one'], external: externalCommand(command, { host: 'h4' }) })
  expect(saidBy(record, 'with')).toBe('h2\n')
  expect(record.packets.some(({ from, to }) => from === 'h4' && to === 'switch')).toBe(true)
})

test('without a host of that name the run does not begin', async () => {
  const nowhere = externalCommand('true', { host: 'h9' })
  await expect(runLab(sandbox, LAN, { external: nowhere })).rejects.toMatchObject({ code: 'HOST_UNKNOWN' })
})
