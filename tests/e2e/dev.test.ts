/** `npm run dev` over a copy of the repository: pages as their sources are, labs that run, and what a save brings. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ROOT } from '../../src/course/load.ts'
import { launchChromium } from '../support/chromium.ts'
import { BenchPage, PATIENCE_MS } from './support/bench.ts'

/** Nothing is built ahead: the first page brings all it is made of with it. */
const FIRST_PAGE_MS = 6 * PATIENCE_MS
const LESSON = 'content/en/tcp/handshake.mdx'
const LAB = 'tcp/handshake-1'

const folder = mkdtempSync(join(tmpdir(), 'e2e-dev-'))
let dev: ChildProcess
let gone: Promise<void>
let browser: Browser
let url = ''
let printed = ''

/** Resolves with what is found in what the command prints from `from` on. */
function prints(wanted: RegExp, from = 0): Promise<string> {
  return vi.waitFor(
    () => {
      const found = wanted.exec(printed.slice(from))
      if (found === null) throw new Error(`not printed yet: ${wanted}; printed was:\n${printed}`)
      return found[0]
    },
    { timeout: FIRST_PAGE_MS, interval: 100 },
  )
}

function edit(file: string, from: string, to: string): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

beforeAll(async () => {
  for (const part of ['bin', 'content', 'integrations', 'labs', 'public', 'src', 'astro.config.mjs', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  // Packages as they are, in a folder of its own: what is found out about them is kept there.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((one) => !one.startsWith('.') || one === '.bin'))
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  const words = [join(folder, 'bin/node'), 'src/dev/main.ts', '--port', '0', '--data', join(folder, 'data')]
  dev = spawn('sh', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  gone = new Promise((done) => dev.once('close', () => done()))
  const hear = (chunk: Buffer) => {
    printed += chunk
  }
  dev.stdout!.on('data', hear)
  dev.stderr!.on('data', hear)
  browser = await launchChromium()
  url = await prints(/http:\/\/127\.0\.0\.1:\d+\//)
}, 2 * FIRST_PAGE_MS)
afterAll(async () => {
  await browser?.close()
  dev?.kill('SIGTERM')
  await gone
  rmSync(folder, { recursive: true, force: true })
})

test(
  'a lab runs and shows its packets; a lesson and a lab that are saved are shown at once',
  async () => {
    const page = await browser.newPage({ reducedMotion: 'reduce' })
    page.setDefaultTimeout(FIRST_PAGE_MS)
    await page.goto(`${url}en/tcp/handshake/`, { timeout: FIRST_PAGE_MS })
    const bench = await new BenchPage(page, LAB).ready()
    await bench.run()
    expect(await bench.packets.count()).toBeGreaterThan(3)

    edit(LESSON, '\n## ', '\nA line that was just written.\n\n## ')
    await page.getByText('A line that was just written.').waitFor()

    edit(`labs/${LAB}/client.ts`, 'connected from port', 'now connected from port')
    await expect
      .poll(
        async () => (await page.locator(`section.bench[data-lab="${LAB}"]`).innerText()).includes('now connected from'),
        {
          timeout: FIRST_PAGE_MS,
        },
      )
      .toBe(true)
    await bench.ready()
    await bench.press()
    await bench.console('client.ts').getByText('now connected from port').waitFor()
  },
  4 * FIRST_PAGE_MS,
)

test(
  'the verdicts of an exercise whose spec is saved are told, and others when it demands something else',
  async () => {
    const spec = 'labs/networks/ipv4-subnet/exercise.spec.ts'
    const told = (from: number) => prints(/^networks\/ipv4-subnet [\s\S]*?(it holds|\d+ problems?)/m, from)
    let from = printed.length
    edit(spec, '\n', '\n// Saved once more.\n')
    expect(await told(from)).toMatch(/starter[\s\S]*solution[\s\S]*it holds/)
    from = printed.length
    edit(spec, "`parseIPv4('${address}')`).toBe(n)", "`parseIPv4('${address}')`).toBe(n + 1)")
    expect(await told(from)).toMatch(/solution[\s\S]*problem/)
  },
  2 * FIRST_PAGE_MS,
)
