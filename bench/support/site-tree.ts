/** The site's sources in a folder of their own, with as many lessons as are wanted, and a build of them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  globSync,
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
import { ROOT } from '../../src/course/load.ts'
import { UNITS } from '../../src/course/units.ts'

const SOURCES = [
  'src',
  'content',
  'labs',
  'public',
  'integrations',
  'astro.config.mjs',
  'package.json',
  'tsconfig.json',
  'tsconfig.astro.json',
]
const LOOK_EVERY_MS = 500
/** Told of a build that failed. */
const LAST_LINES = 15

export type Tree = { root: string; lessons: number; remove(): void }
/** `peak`: memory of the builder at its largest, MiB. */
export type Built = { seconds: number; pages: number; peak: number }

/** Whole copies of the course's lessons until there are at least so many in each language. */
export function siteTree(lessons = 0): Tree {
  const root = mkdtempSync(join(tmpdir(), 'wirebook-bench-'))
  for (const part of SOURCES) cpSync(join(ROOT, part), join(root, part), { recursive: true })
  linkModules(root)
  const own = UNITS.reduce((sum, unit) => sum + unit.lessons.length, 0)
  const copies = Math.max(0, Math.ceil(lessons / own) - 1)
  for (let copy = 2; copy <= copies + 1; copy++) copyLessons(root, copy)
  if (copies > 0) writeFileSync(join(root, 'src/course/units.ts'), copiedUnits(root, copies))
  return { root, lessons: own * (copies + 1), remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** A folder of links, so that what builders keep beside packages is of this tree alone. */
function linkModules(root: string): void {
  const from = join(ROOT, 'node_modules')
  const to = join(root, 'node_modules')
  mkdirSync(to)
  for (const name of readdirSync(from).filter((each) => !each.startsWith('.') || each === '.bin'))
    symlinkSync(join(from, name), join(to, name))
}

const suffix = (copy: number) => `-copy${copy}`

function copyLessons(root: string, copy: number): void {
  for (const { id } of UNITS) {
    for (const locale of ['en', 'zh-cn'])
      cpSync(join(root, 'content', locale, id), join(root, 'content', locale, id + suffix(copy)), { recursive: true })
    cpSync(join(root, 'content/units', `${id}.json`), join(root, 'content/units', `${id}${suffix(copy)}.json`))
  }
}

/** Labs and exercises stay those of the originals; a copied lesson shows them again. */
function copiedUnits(root: string, copies: number): string {
  return `${readFileSync(join(root, 'src/course/units.ts'), 'utf8')}
const originals = [...UNITS]
for (let copy = 2; copy <= ${copies + 1}; copy++)
  UNITS.push(
    ...originals.map((unit, at) => ({
      ...unit,
      id: \`\${unit.id}-copy\${copy}\`,
      number: String(originals.length * (copy - 1) + at).padStart(2, '0'),
      lessons: unit.lessons.map((one) => ({ ...one, id: one.id.replace('/', \`-copy\${copy}/\`) })),
    })),
  )
`
}

/** `astro build` in a folder that has its own node_modules. Rejects with its last lines. */
export async function astroBuild(root: string): Promise<Built> {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  rmSync(join(root, 'node_modules/.astro'), { recursive: true, force: true })
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0', NODE_ENV: 'production' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  let peak = 0
  const looking = setInterval(() => {
    peak = Math.max(peak, highWater(child.pid!))
  }, LOOK_EVERY_MS)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(looking)
  if (code !== 0) throw new Error(`astro build in ${root} failed:\n${said.split('\n').slice(-LAST_LINES).join('\n')}`)
  const pages = globSync('**/*.html', { cwd: join(root, 'dist') }).length
  return { seconds: (performance.now() - began) / 1_000, pages, peak }
}

/** MiB; 0 once it has gone. */
function highWater(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}
