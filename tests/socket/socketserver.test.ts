import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket as NodeSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import {
  BaseRequestHandler,
  StreamRequestHandler,
  TCPServer,
  ThreadingTCPServer,
} from '../../src/socket/socketserver/index.ts'
import { converse } from './socketserver/converse.ts'
import { pythonVersion } from './struct/python.ts'

const PROGRAMS = join(import.meta.dirname, 'socketserver')
const folder = mkdtempSync(join(tmpdir(), 'wirebook-socketserver-'))
const clients: NodeSocket[] = []
const children: ChildProcess[] = []
afterEach(() => {
  for (const each of clients.splice(0)) each.destroy()
  for (const each of children.splice(0)) each.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function client(port: number): Promise<NodeSocket> {
  const socket = connect(port, '127.0.0.1')
  clients.push(socket)
  await once(socket, 'connect')
  socket.on('error', () => {})
  return socket
}

async function ask(socket: NodeSocket, text: string): Promise<string> {
  socket.write(text)
  return String((await once(socket, 'data'))[0])
}

function ended(socket: NodeSocket): Promise<void> {
  socket.resume()
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

describe('as CPython', () => {
  const KINDS = ['tcp', 'lines', 'udp', 'unix', 'threading-tcp', 'threading-lines', 'threading-udp'] as const

  test.each(KINDS)('%s: the same replies, and the same methods called in the same order', async (kind) => {
    const transport = kind.endsWith('udp') ? 'udp' : kind === 'unix' ? 'unix' : 'tcp'
    const requests = ['one', 'refused', 'boom', 'quit'].map((each) => (kind.endsWith('lines') ? `${each}\n` : each))
    const run = (command: string[], path: string) =>
      converse([...command, kind, join(folder, path)], transport, requests)
    const ours = await run([process.execPath, join(PROGRAMS, 'traced.ts')], `${kind}-node`)
    expect(ours.replies).toEqual(['<ONE>', '', '', '<QUIT>'])
    expect([ours.code, ours.other, ours.main.at(-1)]).toEqual([0, [], 'server_close'])
    expect(ours.own).toHaveLength(kind.startsWith('threading') ? 3 : 0)
    if (pythonVersion() !== null)
      expect(ours).toEqual(await run(['python3', join(PROGRAMS, 'traced.py')], `${kind}-python`))
  })
})

describe('threads', () => {
  async function program(file: string) {
    const child = spawn(process.execPath, [join(PROGRAMS, file)], { stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    let output = ''
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    const port = await new Promise<number>((resolve) =>
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const at = /^at (\d+)\n/.exec(output)?.[1]
        if (at !== undefined) resolve(Number(at))
      }),
    )
    return { port, output: () => output, errors: () => errors, exited: once(child, 'exit') as Promise<[number]> }
  }

  test('a second client is served while the first says nothing, a third waits for a thread', async () => {
    const { port, exited, output } = await program('threads.ts')
    const first = await client(port)
    const second = await client(port)
    expect(await ask(second, 'two')).toBe('TWO')
    const third = await client(port)
    const answered = ask(third, 'three')
    expect(await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe('waits')
    first.end()
    expect(await answered).toBe('THREE')
    expect(await ask(second, 'quit')).toBe('QUIT')
    // server_close waits for the handlers that are still at work.
    for (const each of [second, third]) each.end()
    expect((await exited)[0]).toBe(0)
    expect(output()).toBe(`at ${port}\nserved\nclosed\n`)
  })

  test('what a handler throws, or leaves behind to be thrown, ends its own connection only', async () => {
    const { port, exited, errors } = await program('threads.ts')
    const other = await client(port)
    expect(await ask(other, 'a')).toBe('A')
    for (const word of ['throw', 'crash']) {
      const victim = await client(port)
      victim.write(word)
      await ended(victim)
    }
    expect(await ask(other, 'quit')).toBe('QUIT')
    other.end()
    expect((await exited)[0]).toBe(0)
    expect(errors()).toContain('Exception occurred during processing of request from 127.0.0.1:')
    expect(errors()).toContain('Error: thrown')
    expect(errors()).toContain('Error: crashed')
  })

  test('a server that its threads do not find is explained, and the connection closed', async () => {
    const { port, errors } = await program('guarded.ts')
    await ended(await client(port))
    await expect.poll(errors, { timeout: 30_000 }).toContain('it must not depend on isMainThread')
  })
})

describe('in one thread', () => {
  class Late extends StreamRequestHandler {
    override async handle() {
      const line = await this.rfile.readlineAsync()
      await new Promise((resolve) => setTimeout(resolve, 20))
      await this.wfile.writeAsync(line)
    }
  }

  test('serve_foreverAsync awaits each handler, and shutdownAsync ends it', async () => {
    using server = new TCPServer(['127.0.0.1', 0], Late)
    const serving = server.serve_foreverAsync(0.02)
    const port = Number(server.server_address[1])
    const [one, two] = [await client(port), await client(port)]
    expect(await Promise.all([ask(one, 'a\n'), ask(two, 'b\n')])).toEqual(['a\n', 'b\n'])
    expect(() => server.shutdown()).toThrow(/shutdownAsync/)
    await server.shutdownAsync()
    await serving
  })

  test('a blocking loop refuses an async handler', async () => {
    using server = new TCPServer(['127.0.0.1', 0], Late)
    const socket = await client(Number(server.server_address[1]))
    expect(() => server.handle_request()).toThrow(/handler of TCPServer is async.*Threading server/)
    socket.destroy()
  })

  test('class attributes are static, and a field of that name is refused rather than ignored', async () => {
    class Field extends TCPServer {
      // As a Python programmer would write it.
      allow_reuse_address = true
    }
    using server = new Field(['127.0.0.1', 0], BaseRequestHandler)
    expect(() => server.serve_forever()).toThrow(/static override allow_reuse_address/)
    class Reusing extends ThreadingTCPServer {
      static override allow_reuse_address = true
    }
    using reusing = new Reusing(['127.0.0.1', 0], BaseRequestHandler)
    expect(reusing.socket.getsockopt(1, 2)).toBe(1)
  })

  test('an address that is taken is an error of the constructor, and nothing stays open', () => {
    using server = new TCPServer(['127.0.0.1', 0], BaseRequestHandler)
    expect(() => new TCPServer(server.server_address, BaseRequestHandler)).toThrow(
      expect.objectContaining({ code: 'EADDRINUSE', syscall: 'bind' }),
    )
  })
})
