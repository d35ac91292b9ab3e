/** P6's programs talk to Python's: whoever is on the other side, the same files arrive. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { packetsOf } from '../../src/cli/packets.ts'
import { LABS, loadLab } from '../../src/course/load.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'

const P6 = 'programs/p6-file-transfer'
const PATIENT_MS = 60_000
const FILES = [
  { header: { filename: 'notes.txt', filesize: 5 }, content: 'hello' },
  { header: { filename: '笔记.txt', filesize: 6 }, content: '你好' },
]
const ANSWERS = FILES.map(({ header }) => ({ ok: true, received: header.filesize }))
const STORED = FILES.flatMap(({ header: { filename, filesize } }) => [
  `receiving ${filename} (${filesize} bytes)`,
  `stored ${filename}`,
])

const python = spawnSync('python3', ['-c', '']).status === 0
const inPython = (file: string, order = 'le') =>
  externalCommand(`python3 -u ${file} order=${order}`, { cwd: join(LABS, P6) })

type Side = 'client' | 'server'

/** All payload of one side, in the order of its sequence numbers, each byte once. */
function bytesOf(record: RunRecord, side: Side): Buffer {
  const sent = packetsOf(record.packets)
    .packets.filter(({ segment, decoded }) => segment?.fromClient === (side === 'client') && decoded.payload.length > 0)
    .filter(({ segment }) => segment?.kind !== 'retransmission')
  return Buffer.concat(sent.map(({ decoded }) => decoded.payload))
}

/** Cuts a stream into its frames of a length and JSON; `content` says how many bytes follow each. */
function parse(stream: Buffer, content: (value: { filesize?: number }) => number, order = 'le') {
  const messages: { length: number; header: unknown; content: string }[] = []
  for (let at = 0; at < stream.length; ) {
    const length = order === 'be' ? stream.readUInt32BE(at) : stream.readInt32LE(at)
    const header = JSON.parse(stream.toString('utf8', at + 4, at + 4 + length)) as { filesize?: number }
    const from = at + 4 + length
    at = from + content(header)
    messages.push({ length, header, content: stream.toString('utf8', from, at) })
  }
  return messages
}
const filesOf = (record: RunRecord, order?: string) =>
  parse(bytesOf(record, 'client'), ({ filesize }) => filesize ?? 0, order)
const answersOf = (record: RunRecord, order?: string) => parse(bytesOf(record, 'server'), () => 0, order)
const linesOf = (record: RunRecord, name: string): string[] =>
  (record.programs.find((program) => program.name === name)?.output ?? [])
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n')
const exitOf = (record: RunRecord, name: string) => record.programs.find((program) => program.name === name)?.exit
const exited = { code: 0, reason: 'exited' }

describe('P6 in TypeScript and in Python', () => {
  let sandbox: Sandbox
  let ours: RunRecord
  let pythonClient: RunRecord
  let pythonServer: RunRecord
  let bigEndian: RunRecord
  let impolite: RunRecord

  beforeAll(async () => {
    if (!python) return
    sandbox = await openSandbox()
    if (sandbox.tier === 'reduced') return
    const lab = loadLab(P6)
    // Sends one file and closes without reading its answer, as the classic sender does; then behaves.
    const rude = `import socket
c = socket.create_connection(("127.0.0.1", 9000))
c.sendall(bytes.fromhex("25000000") + b'{"filename":"notes.txt","filesize":5}hello')
c.close()`
    ;[ours, pythonClient, pythonServer, bigEndian, impolite] = (await Promise.all([
      runLab(sandbox, lab),
      runLab(sandbox, lab, { only: ['server'], external: inPython('client.py') }),
      runLab(sandbox, lab, { only: ['client'], external: inPython('server.py') }),
      runLab(sandbox, lab, { only: ['server'], args: { server: ['order=be'] }, external: inPython('client.py', 'be') }),
      runLab(sandbox, lab, {
        only: ['server'],
        external: externalCommand(`python3 -c '${rude.replaceAll("'", `'"'"'`)}' && python3 -u client.py`, {
          cwd: join(LABS, P6),
        }),
      }),
    ])) as [RunRecord, RunRecord, RunRecord, RunRecord, RunRecord]
  }, PATIENT_MS)
  afterAll(() => sandbox?.close())

  beforeEach((context) => {
    context.skip(!python, 'python3 is not installed')
    context.skip(sandbox?.tier === 'reduced', 'this machine refuses namespaces, so nothing is captured')
  })

  test('our client sends the bytes of the contract', () => {
    const stream = bytesOf(ours, 'client')
    expect(stream.subarray(0, 4).toString('hex')).toBe('25000000')
    expect(stream.toString('utf8', 4, 46)).toBe('{"filename":"notes.txt","filesize":5}hello')
    expect(filesOf(ours).map(({ header, content }) => ({ header, content }))).toEqual(FILES)
    expect(answersOf(ours).map(({ header }) => header)).toEqual(ANSWERS)
  })

  test('a Python client sends our server other headers of the same meaning, and gets the same answers', () => {
    const files = filesOf(pythonClient)
    expect(bytesOf(pythonClient, 'client').subarray(0, 14).toString('latin1')).toBe('\x28\0\0\0{"filename')
    expect(files.map(({ length }) => length)).toEqual([40, 47])
    expect(files.map(({ header, content }) => ({ header, content }))).toEqual(FILES)
    expect(bytesOf(pythonClient, 'server')).toEqual(bytesOf(ours, 'server'))
    expect(linesOf(pythonClient, 'server')).toEqual(expect.arrayContaining(STORED))
    expect(exitOf(pythonClient, EXTERNAL)).toMatchObject(exited)
  })

  test('our client sends a Python server the bytes it sends ours, and understands its answers', () => {
    expect(bytesOf(pythonServer, 'client')).toEqual(bytesOf(ours, 'client'))
    expect(answersOf(pythonServer).map(({ header }) => header)).toEqual(ANSWERS)
    expect(linesOf(pythonServer, EXTERNAL)).toEqual(STORED)
    expect(exitOf(pythonServer, 'client')).toMatchObject(exited)
  })

  test('with order=be both sides write lengths in the other order', () => {
    expect(bytesOf(bigEndian, 'client').subarray(0, 4).toString('hex')).toBe('00000028')
    expect(answersOf(bigEndian, 'be').map(({ header }) => header)).toEqual(ANSWERS)
    expect(exitOf(bigEndian, EXTERNAL)).toMatchObject(exited)
  })

  test('a sender that closes without reading its answer does no harm to the next', () => {
    expect(linesOf(impolite, 'server').filter((line) => line === 'stored notes.txt')).toHaveLength(2)
    expect(linesOf(impolite, 'server')).toContain('stored 笔记.txt')
    expect(exitOf(impolite, EXTERNAL)).toMatchObject(exited)
  })
})

test('the lessons show the same server as P6', () => {
  const original = loadLab(P6).files
  for (const n of [1, 2, 3, 4])
    for (const name of ['reader.ts', 'frames.ts', 'header.ts', 'store.ts', 'server.ts'])
      expect(loadLab(`boundaries/file-transfer-${n}`).files[name], `${n}/${name}`).toBe(original[name])
})
