/** The licences of what is built into the released pages: their texts go along with it, as those licences ask. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../course/load.ts'
import { packagesOf } from './licences.ts'
import { closure, Lock } from './lock.ts'

/** Of what `src/site` imports, all that comes into a page; each brings along what it imports itself. */
export const IN_PAGES = [
  '@astrojs/preact',
  '@codemirror/autocomplete',
  '@codemirror/commands',
  '@codemirror/lang-javascript',
  '@codemirror/language',
  '@codemirror/lint',
  '@codemirror/lsp-client',
  '@codemirror/merge',
  '@codemirror/search',
  '@codemirror/state',
  '@codemirror/view',
  '@lezer/highlight',
  '@preact/signals',
  '@replit/codemirror-emacs',
  '@replit/codemirror-vim',
  '@simplewebauthn/browser',
  'ansi_up',
  'fflate',
  'pagefind',
  'preact',
  'zod',
]
/** At work while the site is built: their own dependencies are in no page. */
const WITHOUT_THEIRS = new Set(['@astrojs/preact', 'pagefind'])
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i

/** Paths of packages in the lock (`node_modules/a`) with their entries. */
export function packagesInPages(lock: Lock): ReturnType<typeof closure> {
  const whole = closure(
    lock,
    IN_PAGES.filter((name) => !WITHOUT_THEIRS.has(name)),
  )
  for (const name of WITHOUT_THEIRS) whole.set(`node_modules/${name}`, lock.packages[`node_modules/${name}`]!)
  return whole
}

/** One text: each package with its licence. */
export function bundledNotices(): string {
  const lock = Lock.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')))
  const parts = [...packagesInPages(lock)].map(([path, entry]) => {
    const [{ name, version, licence } = { name: path, version: '', licence: undefined }] = packagesOf(
      new Map([[path, entry]]),
    )
    return `${name} ${version} (${licence})\n\n${textOf(join(ROOT, path)) ?? 'The package holds no text of it.'}`
  })
  const rule = `\n\n${'-'.repeat(78)}\n\n`
  return `Packages that are built into the pages in dist/, with their licences.${rule}${parts.join(rule)}\n`
}

function textOf(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined
  const entries = readdirSync(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name)).map(({ name }) => name)
  if (files.length === 0) return undefined
  return files.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n')
}
