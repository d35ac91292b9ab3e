/** The real thing: `wirebook serve` as a child process on a port of its own, with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tier } from '../../../src/protocol/lab.ts'
import { builtSite } from '../../support/site.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** Until its page and its sandbox answer, ms. Files share two cores with what they start. */
const START_MS = 60_000

export type Wirebook = {
  url: string
  port: number
  data: string
  /** Of the sidecar itself: the shell that starts it becomes it. */
  pid: number
  tier: Tier
  /** What it printed so far. */
  printed(): string
  /** SIGKILL: nothing of it gets a chance to tidy up. Resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM, as Ctrl+C does. Resolves when it is gone. */
  end(): Promise<void>
}

export type StartOptions = {
  port?: number
  data?: string
  /** Its database, in place of `data`: a class is served. */
  classroom?: string
  /** Words put before the command, to start it in a smaller world. */
  within?: string[]
}

/** Resolves when labs can run. Throws with what it printed when it ends first. */
export async function startWirebook(options: StartOptions = {}): Promise<Wirebook> {
  await builtSite()
  const port = options.port ?? (await freePort())
  const data = options.data ?? dataFolder()
  const words = [
    ...(options.within ?? []),
    'sh',
    join(ROOT, 'bin/wirebook'),
    'serve',
    '--port',
    `${port}`,
    ...(options.classroom === undefined ? ['--data', data] : ['--classroom', options.classroom]),
  ]
  const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const hear = (chunk: Buffer) => {
    printed += chunk
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const gone = new Promise<void>((done) => child.once('close', () => done()))
  const url = `http://127.0.0.1:${port}/`
  const tier = await ready(url, child, () => printed)
  const send = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await gone
  }
  return {
    url,
    port,
    data,
    pid: child.pid!,
    tier,
    printed: () => printed,
    kill: () => send('SIGKILL'),
    end: () => send('SIGTERM'),
  }
}

/** A new data folder, removed when the test process ends. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-data-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function ready(url: string, child: ChildProcess, printed: () => string): Promise<Tier> {
  const until = Date.now() + START_MS
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    const health = await fetch(`${url}api/health`).then(
      (response) => response.json() as Promise<{ ok: boolean; tier: Tier | null }>,
      () => null,
    )
    if (health?.ok && health.tier !== null) return health.tier
    await new Promise((done) => setTimeout(done, 50))
  }
  child.kill('SIGKILL')
  throw new Error(`wirebook serve did not become ready; it printed:\n${printed()}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
