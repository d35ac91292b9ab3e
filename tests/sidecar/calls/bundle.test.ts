/** The preload in one file, as labs load it, tells what its folder tells. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCallsPreload, bundledScripts } from '../../../src/sidecar/calls/bundle.ts'
import { CALLS_PRELOAD } from '../../../src/sidecar/sandbox/paths.ts'

const PROGRAM = `const net = require('node:net')
const server = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1', () => {
  const socket = net.connect(server.address().port, '127.0.0.1')
  socket.on('data', (data) => console.log(String(data))).on('close', () => server.close())
})
`
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-bundle-'))
  writeFileSync(join(folder, 'program.cjs'), PROGRAM)
  buildCallsPreload(CALLS_PRELOAD, join(folder, 'calls'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What is told of each call, in no order: which end is faster is chance. */
function told(preload: string): { stdout: string; calls: string[] } {
  const words = ['--require', join(preload, 'watch.cjs'), '--require', join(preload, 'index.cjs'), 'program.cjs']
  const { output, stdout } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'],
  })
  const lines = (output[4] ?? '').split('\n').filter(Boolean)
  const calls = lines.map((line) => JSON.parse(line) as { call: string; file?: string; line?: number })
  return { stdout, calls: calls.map(({ call, file, line }) => `${call} ${file} ${line}`).sort() }
}

test('the same calls, from the same lines', () => {
  const [one, many] = [told(join(folder, 'calls')), told(CALLS_PRELOAD)]
  expect(one).toEqual(many)
  expect(one.stdout).toBe('hello\n')
  expect(one.calls.length).toBeGreaterThan(4)
  expect(one.calls.join()).toContain('program.cjs 2')
  expect(readdirSync(join(folder, 'calls')).length).toBeLessThan(readdirSync(CALLS_PRELOAD).length / 4)
})

test('scripts run in the order of their requires, each once', () => {
  const files: Record<string, string> = {
    'a.cjs': "const { b } = require('./b.cjs')\nconst { c } = require('./c.cjs')\nmodule.exports = { all: [...b, c] }",
    'b.cjs': "const { c } = require('./c.cjs')\nmodule.exports = { b: [c, 'b'] }",
    'c.cjs': "globalThis.loadedC = (globalThis.loadedC ?? 0) + 1\nmodule.exports = { c: 'c' + globalThis.loadedC }",
  }
  const module = { exports: {} }
  new Function(
    'module',
    bundledScripts('a.cjs', (file) => files[file]!),
  )(module)
  expect(module.exports).toEqual({ all: ['c1', 'b', 'c1'] })
})

test('scripts that require one another are refused', () => {
  const read = (file: string) => `require('./${file === 'a.cjs' ? 'b' : 'a'}.cjs')`
  expect(() => bundledScripts('a.cjs', read)).toThrow('a.cjs → b.cjs → a.cjs')
})
