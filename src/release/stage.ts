/** The folder that `npm pack` packs: compiled program, built site, course, guides, and what npm is to know of them. */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../course/load.ts'
import { compile } from './compile.ts'
import { packagesImported } from './imports.ts'
import { Lock } from './lock.ts'
import { Manifest, releaseManifest, shrinkwrap } from './manifest.ts'
import { bundledNotices } from './notices.ts'

/** Released as they are. */
const AS_IS = ['bin', 'content', 'labs', 'container', 'LICENSE', 'README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'docs']
const LEFT_OUT = [
  /** For readers of the repository. */
  /\/docs\/(pictures|design)(\/|$)/,
  /** Browsers on https and on this machine take brotli; for others the file as it is. */
  /\/dist\/.*\.gz$/,
]

/** Fills `to`, a folder that is emptied first, with what `dist` (a built site) and the repository give. */
export function stage(to: string, dist: string): void {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  const wanted = (from: string) => !LEFT_OUT.some((pattern) => pattern.test(from.slice(ROOT.length)))
  for (const name of AS_IS)
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(to, name), { recursive: true, filter: wanted })
  cpSync(dist, join(to, 'dist'), { recursive: true, filter: (from) => !from.endsWith('.gz') })
  compile(to)
  const manifest = releaseManifest(Manifest.parse(json('package.json')), packagesImported(join(to, 'src')))
  write(to, 'package.json', manifest)
  write(to, 'npm-shrinkwrap.json', shrinkwrap(Lock.parse(json('package-lock.json')), Manifest.parse(manifest)))
  writeFileSync(join(to, 'THIRD_PARTY.txt'), bundledNotices())
  for (const name of ['wirebook', 'node']) chmodSync(join(to, 'bin', name), 0o755)
}

const json = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
const write = (to: string, name: string, content: object) =>
  writeFileSync(join(to, name), `${JSON.stringify(content, null, 2)}\n`)
