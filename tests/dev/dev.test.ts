/**
 * `npm run dev` over a copy of the repository, without a browser: what a save changes is told to the pages that are
 * open, as the dev server tells it, and stands in the page when it is fetched again.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { ROOT } from '../../src/course/load.ts'

/** Nothing is built ahead: the first page brings all it is made of with it. */
const PATIENCE_MS = 120_000
const PARTS = [
  'bin',
  'content',
  'integrations',
  'labs',
  'public',
  'src',
  'astro.config.mjs',
  'package.json',
  'tsconfig.json',
]
/** Tells what its lessons' heads say: the text of none has to be worked out for it. */
const PAGE = 'en/tcp/'
const LESSON = 'content/en/tcp/handshake.mdx'
const LINE = 'explain why the server is connected before it accepts'
const PROGRAM = 'labs/tcp/handshake-1/client.ts'
const SPEC = 'labs/networks/ipv4-subnet/exercise.spec.ts'

const folder = mkdtempSync(join(tmpdir(), 'dev-'))
let dev: ChildProcess
let gone: Promise<unknown>
let hmr: WebSocket
let url = ''
let printed = ''
/** What the dev server told open pages, by type. */
const told: string[] = []

beforeAll(async () => {
  chmodSync(folder, 0o755) // as root, labs run under another user
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  // Packages as they are, in a folder of its own: what is found out about them is kept there.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((one) => !one.startsWith('.') || one === '.bin'))
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  const words = [join(folder, 'bin/node'), 'src/dev/main.ts', '--port', '0', '--data', join(folder, 'data')]
  // Under Vitest Astro's dev server answers nothing, and what else is set for tests is no writer's either.
  const { VITEST: _, NODE_ENV: __, ...env } = process.env
  dev = spawn('sh', words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  gone = new Promise((done) => dev.once('close', done))
  const hear = (chunk: Buffer) => {
    printed += chunk
  }
  dev.stdout!.on('data', hear)
  dev.stderr!.on('data', hear)
  url = await prints(/http:\/\/127\.0\.0\.1:\d+\//)
  hmr = new WebSocket(url.replace('http', 'ws'), 'vite-hmr')
  hmr.on('message', (data) => told.push((JSON.parse(String(data)) as { type: string }).type))
  await new Promise((done, failed) => hmr.once('open', done).once('error', failed))
}, 2 * PATIENCE_MS)

afterAll(async () => {
  hmr?.terminate()
  dev?.kill('SIGTERM')
  await gone
  rmSync(folder, { recursive: true, force: true })
})

/** Resolves with what is found in what the command prints from `from` on. */
function prints(wanted: RegExp, from = 0): Promise<string> {
  return vi.waitFor(
    () => {
      const found = wanted.exec(printed.slice(from))
      if (found === null) throw new Error(`not printed yet: ${wanted}; printed was:\n${printed}`)
      return found[0]
    },
    { timeout: PATIENCE_MS, interval: 50 },
  )
}

async function fetched(path: string): Promise<string> {
  const response = await fetch(url + path)
  expect(response.status, printed).toBe(200)
  return response.text()
}

function edit(file: string, from: string, to: string): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

/** Saves, and resolves when open pages are told to load anew. */
async function savedAndTold(file: string, from: string, to: string): Promise<void> {
  told.length = 0
  edit(file, from, to)
  await vi.waitFor(() => expect(told, printed).toContain('full-reload'), { timeout: PATIENCE_MS, interval: 50 })
}

test(
  'a lesson that is saved is told to open pages, and shown; so is a program of a lab told',
  async () => {
    const written = 'read a line that was just written'
    expect((await fetched(PAGE)).includes(LINE)).toBe(true)
    await savedAndTold(LESSON, LINE, written)
    await expect.poll(async () => (await fetched(PAGE)).includes(written), { timeout: PATIENCE_MS }).toBe(true)
    await savedAndTold(PROGRAM, 'connected from port', 'now connected from port')
  },
  2 * PATIENCE_MS,
)

test('the lamp of a page gets its answer from the sidecar behind it', async () => {
  expect(JSON.parse(await fetched('api/health'))).toMatchObject({ ok: true })
})

test(
  'the verdicts of an exercise whose spec is saved are told: others, when it demands something else',
  async () => {
    const from = printed.length
    edit(SPEC, "`parseIPv4('${address}')`).toBe(n)", "`parseIPv4('${address}')`).toBe(n + 1)")
    expect(await prints(/^networks\/ipv4-subnet [\s\S]*?(it holds|\d+ problems?)/m, from)).toMatch(
      /solution[\s\S]*problem/,
    )
  },
  PATIENCE_MS,
)
