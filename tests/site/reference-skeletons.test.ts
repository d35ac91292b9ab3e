/** The cheat sheet's programs, run: each server of one language with each client of the other. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/course/load.ts'
import { SKELETONS } from '../../src/site/components/reference/skeletons.ts'

const PYTHON = spawnSync('python3', ['--version']).status === 0
const TRIES = 50
let folder = ''
const running: ChildProcess[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-skeletons-'))
})
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

type Language = 'python' | 'ours'

describe.each(['TCP', 'UDP'] as const)('%s', (protocol) => {
  it.for([
    ['ours', 'ours'],
    ['python', 'ours'],
    ['ours', 'python'],
  ] as const)(
    'server in %s, client in %s: what was sent comes back',
    { timeout: 60_000 },
    async ([server, client], context) => {
      context.skip(!PYTHON && (server === 'python' || client === 'python'), 'python3 is not installed')
      const port = await freePort()
      const waiting = start(server, 'server', protocol, port)
      running.push(waiting)
      let answer = ''
      // The server needs a moment to bind; until then the client is refused.
      for (let attempt = 0; attempt < TRIES && answer === ''; attempt++) {
        answer = await outputOf(start(client, 'client', protocol, port))
        if (answer === '') await pause(100)
      }
      expect(answer).toBe('你好\n')
      const ended = once(waiting, 'exit')
      waiting.kill('SIGKILL')
      await ended
    },
  )
})

function start(language: Language, of: 'server' | 'client', protocol: 'TCP' | 'UDP', port: number): ChildProcess {
  const skeleton = SKELETONS.find((one) => one.of === of && one.protocol === protocol)!
  const code = skeleton[language].replaceAll('9000', `${port}`)
  if (language === 'python') return spawn('python3', ['-c', code], { stdio: ['ignore', 'pipe', 'ignore'] })
  const file = join(folder, `${protocol}-${of}-${port}.ts`)
  writeFileSync(file, code.replace("'wirebook/socket'", `'${join(ROOT, 'src/socket/index.ts')}'`))
  return spawn('sh', [join(ROOT, 'bin/node'), file], { stdio: ['ignore', 'pipe', 'ignore'] })
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk
  })
  await once(child, 'close')
  return text
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
