/** Builds the site when what it is made of has changed since: by content, so that a fresh clone or a copy is no change. */
import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ROOT } from '../course/load.ts'
import { lock } from './build-lock.ts'
import { en, type SidecarSentence, type SidecarWords, type Told, told } from './words/index.ts'

/** Everything the site is built from: files, and folders with all that is below them. Tests and the sidecar are not in it. */
const INPUTS = [
  ...['site', 'wire', 'protocol', 'course', 'trace', 'workbench'].map((part) => `src/${part}`),
  ...['constants.ts', 'constants', 'struct'].map((part) => `src/socket/${part}`),
  'content',
  'labs',
  'public',
  'integrations',
  'astro.config.mjs',
  'package-lock.json',
]

/** Of what Astro prints, the lines that show how far it is. */
const STAGE = /^(✓ Completed|✓ built|Building|generating|\d+ page|csp|[\d.]+ s|search)/i

/** The site cannot be built here. */
export class BuildError extends Error implements Told {
  override name = 'BuildError'
  readonly code: 'BUILD_FAILED' | 'BUILD_UNWRITABLE' | 'BUILD_NO_SOURCES'
  readonly told: SidecarSentence
  constructor(code: BuildError['code'], what: SidecarSentence) {
    super(told(en, what))
    this.code = code
    this.told = what
  }
}

export type BuildOptions = {
  root?: string
  log?: (line: string) => void
  /** Those in which `log` is told how far it is. Default: English. */
  words?: SidecarWords
  /** Calls the build off. */
  signal?: AbortSignal
}

/** The released package has the built site, and not what it is built from. */
export const isReleased = (root: string): boolean => !existsSync(join(root, 'astro.config.mjs'))

/** Resolves to the built site's folder. Throws BuildError. */
export async function buildSite({
  root = ROOT,
  log = console.log,
  words = en,
  signal,
}: BuildOptions = {}): Promise<string> {
  const dist = join(root, 'dist')
  if (isReleased(root)) return dist
  const stamp = join(dist, '.stamp')
  const fresh = (digest: string) => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
  if (fresh(digestOf(root))) return dist
  demandWritable(root, dist)
  const unlock = await lock(join(root, 'node_modules', '.wirebook-build'), () => log(words.otherBuilds()))
  try {
    const digest = digestOf(root)
    if (fresh(digest)) return dist // it was built while we waited
    const began = performance.now()
    log(words.building())
    // Beside the site that is there, which stays as it is until the new one is whole.
    const next = join(root, 'build', 'site')
    rmSync(next, { recursive: true, force: true })
    await runAstro(root, next, {}, log, signal)
    // What changed while it was built makes it stale again.
    writeFileSync(join(next, '.stamp'), digestOf(root) === digest ? digest : randomUUID())
    rmSync(dist, { recursive: true, force: true })
    renameSync(next, dist)
    log(words.built(((performance.now() - began) / 1_000).toFixed(1)))
    return dist
  } finally {
    unlock()
  }
}

export type ExportOptions = BuildOptions & {
  /** Folder to write; made if it is not there. */
  to: string
  /** Path under which a host will serve it: `/` or `/course/`. */
  base: string
}

/** Builds a site of its own for static hosts: labs play their recordings, nothing is checked. Throws BuildError. */
export async function exportSite({
  root = ROOT,
  log = console.log,
  words = en,
  signal,
  to,
  base,
}: ExportOptions): Promise<void> {
  if (isReleased(root)) throw new BuildError('BUILD_NO_SOURCES', ['noSiteSources'])
  demandWritable(root, join(root, 'node_modules'))
  const unlock = await lock(join(root, 'node_modules', '.wirebook-build'), () => log(words.otherBuilds()))
  try {
    log(words.building())
    const next = join(root, 'build', 'export')
    rmSync(next, { recursive: true, force: true })
    await runAstro(root, next, { WIREBOOK_STATIC: '1', WIREBOOK_BASE: base }, log, signal)
    cpSync(next, to, { recursive: true })
    rmSync(next, { recursive: true, force: true })
  } finally {
    unlock()
  }
}

function digestOf(root: string): string {
  const hash = createHash('sha256')
  for (const file of INPUTS.flatMap((input) => filesOf(root, input)).sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

/** Paths from the root. By hand: for the three thousand, globs take more time than reading and hashing them. */
function filesOf(root: string, input: string): string[] {
  const at = join(root, input)
  if (!existsSync(at)) return []
  if (statSync(at).isFile()) return [input]
  const names = readdirSync(at, { recursive: true, encoding: 'utf8' })
  return names.map((name) => `${input}/${name}`).filter((file) => statSync(join(root, file)).isFile())
}

function demandWritable(root: string, dist: string): void {
  for (const folder of [root, dist, join(root, 'node_modules')].filter((path) => existsSync(path))) {
    try {
      accessSync(folder, constants.W_OK)
    } catch {
      throw new BuildError('BUILD_UNWRITABLE', ['unwritable', folder])
    }
  }
}

/** Astro takes these for its own when the environment has them: a BASE_URL of another program would move every link. */
function withoutAstrosOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = new Set([
    'BASE_URL',
    'ASSETS_PREFIX',
    'SITE',
    'MODE',
    'DEV',
    'PROD',
    'SSR',
    'WIREBOOK_BASE',
    'WIREBOOK_STATIC',
  ])
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.has(name)))
}

/** A child, so that the builder's memory is given back; process.execPath is the Node that runs us. */
async function runAstro(
  root: string,
  to: string,
  env: Record<string, string>,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', to], {
    cwd: root,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutAstrosOwn(process.env),
      ASTRO_TELEMETRY_DISABLED: '1',
      FORCE_COLOR: '0',
      NODE_ENV: 'production',
      ...env,
    },
  })
  const lines: string[] = []
  const hear = (chunk: Buffer) => {
    for (const line of stripVTControlCharacters(chunk.toString()).split('\n').filter(Boolean)) {
      lines.push(line)
      const said = line.replace(/^[\d:]+ /, '').replace(/^\[\w+\] /, '')
      if (STAGE.test(said)) log(`  ${said}`)
    }
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new BuildError('BUILD_FAILED', ['buildFailed', lines.slice(-30).join('\n')])
}
