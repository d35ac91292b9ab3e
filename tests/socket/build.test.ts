import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildSocketModule, buildSocketTypes } from '../../src/socket/build.ts'
import { bundled } from '../../src/socket/bundle.ts'

const MODULES = join(import.meta.dirname, '../../node_modules')
const folder = mkdtempSync(join(tmpdir(), 'wirebook-build-'))
const target = join(folder, 'node_modules/wirebook')

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'))
  buildSocketModule(target)
  for (const name of ['koffi', '@types', 'undici-types'])
    symlinkSync(join(MODULES, name), join(folder, 'node_modules', name))
})
afterAll(() => rmSync(folder, { recursive: true }))

function ran(source: string) {
  writeFileSync(join(folder, 'program.mts'), source)
  const { stdout, stderr } = spawnSync(process.execPath, ['program.mts'], { cwd: folder, encoding: 'utf8' })
  return [stdout, stderr]
}

test('a program finds wirebook/socket as plain JavaScript under node_modules', () => {
  const source = `
    import { type Address, AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'
    using listener: Socket = socket(AF_INET, SOCK_STREAM)
    listener.bind(['127.0.0.1', 0])
    listener.listen()
    const address: Address = listener.getsockname()
    using client = socket()
    client.connect(address)
    const [connection] = await listener.acceptAsync()
    connection.send('built')
    connection.close()
    console.log(String(client.recv(100)))`
  expect(ran(source)).toEqual(['built\n', ''])
})

test('every path into the package gives the same classes', () => {
  const at = (path: string) => JSON.stringify(join(target, 'socket', path))
  const source = `
    import { Socket, SocketError, socket } from 'wirebook/socket'
    const paths = await Promise.all([import(${at('socket.js')}), import(${at('errors.js')})])
    console.log(paths[0].Socket === Socket, paths[1].SocketError === SocketError, socket() instanceof Socket)`
  expect(ran(source)).toEqual(['true true true\n', ''])
})

test('it exports what the sources export', async () => {
  const sources = Object.keys(await import('../../src/socket/index.ts')).sort()
  const [stdout] = ran(`import * as all from 'wirebook/socket'; console.log(JSON.stringify(Object.keys(all)))`)
  expect(JSON.parse(stdout!).sort()).toEqual(sources)
})

test('an editor finds types and docstrings, and an argument of the wrong kind', () => {
  buildSocketTypes(target)
  expect(readFileSync(join(target, 'socket/socket.d.ts'), 'utf8')).toMatch(/1 to `size` bytes as soon as any are there/)
  writeFileSync(
    join(folder, 'learner.mts'),
    `import { AF_UNIX, select, socket } from 'wirebook/socket'
     const [host, port]: [string, number] = socket().getsockname() as [string, number]
     const path: string = socket(AF_UNIX).getsockname()
     const [readable] = select([socket()], [], [], 0)
     readable[0]?.recv(1).toString()
     socket().bind('127.0.0.1:80')
     socket().recv('10')
     console.log(host, port, path)`,
  )
  const compiler = join(MODULES, 'ts7/bin/tsc')
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext', '--types', 'node']
  const { stdout } = spawnSync(process.execPath, [compiler, ...flags, 'learner.mts'], { cwd: folder, encoding: 'utf8' })
  const lines = stdout.split('\n').filter((line) => line.includes('error'))
  expect(lines.map((line) => /\((\d+),.*(TS\d+)/.exec(line)?.slice(1))).toEqual([
    ['6', 'TS2345'],
    ['7', 'TS2345'],
  ])
})

test('a form of export that the bundler does not know is refused by name', () => {
  const sources: Record<string, string> = { 'index.ts': "export { a } from './a.ts'", 'a.ts': 'export default 1' }
  expect(() => bundled('index.ts', 'bundle.js', (path) => sources[path]!)).toThrow('a.ts: "export default 1"')
})

test('modules that import one another are refused by name', () => {
  const sources: Record<string, string> = {
    'a.ts': "import { b } from './b.ts'",
    'b.ts': "import { a } from './a.ts'",
  }
  expect(() => bundled('a.ts', 'bundle.js', (path) => sources[path]!)).toThrow('a.ts → b.ts → a.ts')
})
