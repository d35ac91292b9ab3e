/** The built site for tests: built once, again only when something it is made of is newer, and served on loopback. */
import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdirSync, rmdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import sirv from 'sirv'

export const ROOT = join(import.meta.dirname, '../..')
export const DIST = join(ROOT, 'dist')
const INPUTS = [
  'astro.config.mjs',
  'package-lock.json',
  'integrations/**/*',
  'public/**/*',
  'content/**/*',
  'labs/**/*',
  'src/{site,course,wire,protocol}/**/*',
]
const LOCK = join(ROOT, 'node_modules/.wirebook-site-build')
/** A lock older than this was left by a build that was killed. */
const LOCK_STALE_MS = 180_000

/** Path of dist, up to date. Test files run side by side: one builds, the others wait for it. */
export async function builtSite(): Promise<string> {
  while (isStale()) {
    if (!takeLock()) {
      await pause(250)
      continue
    }
    try {
      if (isStale()) await build()
    } finally {
      rmdirSync(LOCK)
    }
  }
  return DIST
}

/** Serves dist as a plain static host would, without the course's own server. */
export async function servedSite(): Promise<{ url: string; close: () => Promise<void> }> {
  const files = sirv(await builtSite(), { dev: true })
  const server = createServer((request, response) => {
    files(request, response, () => {
      response.statusCode = 404
      response.end('not found')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function isStale(): boolean {
  const stamp = join(DIST, 'csp.json') // the last file a build writes besides the compressed twins
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  return globSync(INPUTS, { cwd: ROOT }).some((file) => statSync(join(ROOT, file)).mtimeMs > built)
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK)
    return true
  } catch {
    if (existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > LOCK_STALE_MS) rmdirSync(LOCK)
    return false
  }
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/astro/bin/astro.mjs'), 'build'], {
    cwd: ROOT,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  if (code !== 0) throw new Error(`the site did not build:\n${said.slice(-4_000)}`)
}
