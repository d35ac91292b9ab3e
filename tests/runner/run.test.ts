import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LoadedLab } from '../../src/course/load.ts'
import { Lab } from '../../src/course/schema.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import type { RunOptions, RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { ownNetwork } from '../support/tier.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await openSandbox()
})
afterAll(() => sandbox.close())

const both = (text: string) => ({ en: text, 'zh-cn': text })
/** Listens late on purpose: a client that does not wait for it is refused. */
const SERVER = `
import { createServer } from 'node:net'
const server = createServer((socket) => {
  socket.on('data', (data) => socket.write('echo ' + data))
  socket.on('end', () => console.log('gone'))
})
setTimeout(() => server.listen(9999, process.argv[2] ?? '127.0.0.1', () => console.log('listening')), 150)
`
const CLIENT = `
import { connect } from 'node:net'
const socket = connect(9999, '127.0.0.1', () => socket.write('hello'))
socket.on('data', (data) => { console.log(String(data)); socket.end() })
socket.on('error', (error) => { console.error(error.message); process.exit(1) })
`
const LAB: LoadedLab = {
  id: 'test/echo',
  folder: '',
  lab: Lab.parse({
    title: both('Echo'),
    programs: [
      { name: 'server', file: 'server.ts', ready: { listen: 'tcp:9999' } },
      { name: 'client', file: 'client.ts', after: ['server'] },
    ],
  }),
  files: { 'server.ts': SERVER, 'client.ts': CLIENT },
}

const run = (options: Omit<RunOptions, 'mode'> = {}, lab = LAB) => runLab(sandbox, lab, options)
const program = ({ programs }: RunRecord, name: string) => programs.find((one) => one.name === name)!
function said(record: RunRecord, name: string, stream = 'stdout'): string {
  const chunks = program(record, name).output.filter((chunk) => chunk.stream === stream)
  return chunks.map(({ text }) => text).join('')
}

describe('a batch run', () => {
  test('starts the client when the server listens, and ends when the client has gone and the flow is closed', async () => {
    const record = await run()
    expect(record.end).toBe('finished')
    expect(program(record, 'client').exit).toEqual({ code: 0, signal: null, reason: 'exited' })
    expect(said(record, 'client')).toBe('echo hello\n')
    expect(program(record, 'server').exit.reason).toBe('stopped')
    expect(said(record, 'server')).toBe('listening\ngone\n')
  })

  test('shows the packets of that very run, in order', async (context) => {
    ownNetwork(context)
    const { packets, lost } = await run()
    expect(lost).toBe(0)
    expect(packets.map(({ n }) => n)).toEqual(packets.map((_, index) => index + 1))
    expect(packets.length).toBeGreaterThanOrEqual(9) // 3 to open, 2 with data and their ACKs, 2 FINs
    expect(packets.some(({ data }) => Buffer.from(data, 'base64').includes('hello'))).toBe(true)
  })

  test('of one program alone: a client without its server is refused', async () => {
    const record = await run({ only: ['client'] })
    expect(program(record, 'client').exit).toMatchObject({ code: 1, reason: 'crashed' })
    expect(said(record, 'client', 'stderr')).toContain('ECONNREFUSED')
  })

  test('of a server alone: goes on until the time is up, which is no failure', async () => {
    const record = await run({ only: ['server'], wallSeconds: 1 })
    expect([record.end, program(record, 'server').exit.reason]).toEqual(['wall', 'stopped'])
  })

  test('with files of the caller in the place of the lab’s', async () => {
    const record = await run({ files: { 'client.ts': CLIENT.replace('hello', 'salut') } })
    expect(said(record, 'client')).toBe('echo salut\n')
  })

  test('two runs with the same port at the same time do not meet', async (context) => {
    ownNetwork(context)
    const records = await Promise.all([run(), run({ files: { 'client.ts': CLIENT.replace('hello', 'other') } })])
    expect(records.map((record) => said(record, 'client'))).toEqual(['echo hello\n', 'echo other\n'])
  })

  test('that is called off stops everything', async () => {
    const record = await runLab(sandbox, LAB, { only: ['server'] }, AbortSignal.timeout(300))
    // And not `limit`, which is how it would end after the 10 s that it may take.
    expect([record.end, program(record, 'server').exit.reason]).toEqual(['stopped', 'stopped'])
  })
})

describe('programs that go wrong', () => {
  test('a server that crashes: the client never starts, and the run is over', async () => {
    const record = await run({ files: { 'server.ts': "throw new Error('oops')" } })
    expect(program(record, 'server').exit).toMatchObject({ code: 1, reason: 'crashed' })
    expect(said(record, 'server', 'stderr')).toContain('oops')
    expect(program(record, 'client')).toMatchObject({ exit: { code: null, reason: 'stopped' }, output: [] })
  })

  test('a syntax error is told with its place', async () => {
    const record = await run({ files: { 'server.ts': 'const a = 1\nconst b = = 2\n' } })
    expect(program(record, 'server').exit.reason).toBe('crashed')
    expect(said(record, 'server', 'stderr')).toMatch(/server\.ts:2/)
  })

  test('a server that never listens: the client waits, and the wall clock names itself', async () => {
    const record = await run({ files: { 'server.ts': 'setInterval(() => {}, 1000)' }, wallSeconds: 1 })
    expect(record.end).toBe('wall')
    expect(program(record, 'client').exit).toMatchObject({ reason: 'limit', limit: 'wall' })
    expect(program(record, 'server').exit.reason).toBe('stopped')
  })

  test('an infinite loop is ended by the wall clock', async () => {
    const record = await run({ files: { 'client.ts': 'while (true) {}' }, wallSeconds: 1 })
    expect(program(record, 'client').exit).toMatchObject({ reason: 'limit', limit: 'wall' })
  })

  test('a flood of output is cut and counted', async () => {
    const flood = "const text = 'x'.repeat(65536)\nwhile (true) process.stdout.write(text)"
    const record = await run({ files: { 'client.ts': flood }, wallSeconds: 8 })
    expect(program(record, 'client').exit).toMatchObject({ reason: 'limit', limit: 'output' })
    expect(said(record, 'client').length).toBeLessThanOrEqual(1 << 20)
    expect(record.cut.client).toBeGreaterThan(0)
  })
})

describe('a program of the machine beside them', () => {
  const node = (code: string) => `'${process.execPath}' -e '${code}'`
  const client = `
    const socket = require("net").connect(9999, "127.0.0.1", () => socket.end("outsider"))
    socket.on("data", (data) => console.log(String(data))).on("close", () => process.exit(3))`
  const server = `
    const server = require("net").createServer((socket) => socket.on("data", (data) => {
      console.log("got " + data); socket.end("bye"); server.close() }))
    server.listen(9999, "127.0.0.1")`

  test('starts when the server listens, and its exit status is its own', async () => {
    const record = await run({ only: ['server'], external: externalCommand(node(client)) })
    expect(said(record, 'with')).toBe('echo outsider\n')
    expect(program(record, 'with').exit.code).toBe(3)
  })

  test('takes the place of the server, and the client waits for it', async () => {
    const record = await run({ only: ['client'], external: externalCommand(node(server)) })
    expect(said(record, 'client')).toBe('bye\n')
    expect(said(record, 'with')).toBe('got hello\n')
    expect(program(record, 'with').exit).toMatchObject({ code: 0, reason: 'exited' })
  })

  test('that is not there exits as in a shell', async () => {
    const record = await run({ only: ['server'], external: externalCommand('no-such-command') })
    expect(program(record, 'with').exit).toMatchObject({ code: 127, reason: 'crashed' })
  })

  test('that never ends is ended with the run, with all it started', async () => {
    const called = new AbortController()
    const external = externalCommand('echo begun; sleep 60; true')
    const record = await runLab(sandbox, LAB, { only: ['server'], external }, called.signal, (event) => {
      if (event.type === 'output' && event.program === 'with') called.abort()
    })
    expect(program(record, 'with').exit).toMatchObject({ signal: 'SIGKILL' })
  })
})
