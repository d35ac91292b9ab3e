/** Where the sandbox finds what it starts and shows to learners' programs. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { ownModule } from '../own-module.ts'

/** Our own folder: a clone, or the package that npm installed. */
export const REPOSITORY = resolve(import.meta.dirname, '../../..')
/** Holds all that we start: a clone with its packages, or the folder in whose `node_modules` npm put us and ours. */
export const INSTALLATION = installationOf(REPOSITORY)
export const GATE = join(import.meta.dirname, 'gate.cjs')
/** A folder; gate.cjs knows the files in it that it loads. */
export const CALLS_PRELOAD = join(REPOSITORY, 'src/sidecar/calls/preload')
export const CONTAIN_ENTRY = join(import.meta.dirname, 'contain/enter.mjs')
export const NETD_ENTRY = ownModule(import.meta, './netd/main.ts')

/** koffi is JavaScript plus a package that holds this platform's binary. */
export const KOFFI = packageFolder('koffi')
export const KOFFI_BINARY_NAME = `@koromix/koffi-${process.platform}-${process.arch}`
export const KOFFI_BINARY = packageFolder(KOFFI_BINARY_NAME)

/** Paths inside a contained program's view of the file system. */
export const INSIDE = {
  work: '/work',
  node: '/opt/wirebook/node',
  gate: '/opt/wirebook/gate.cjs',
  calls: '/opt/wirebook/calls',
  /** The work folder's files without their types. */
  stripped: '/opt/wirebook/stripped',
  packages: '/node_modules',
  /** Says that learners' files are ES modules, without showing up among them. */
  manifest: '/package.json',
} as const

/** Where Node finds a package from here; where it would be in a clone when it is nowhere. */
export function packageFolder(name: string): string {
  for (let folder = REPOSITORY; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return found
    if (folder === dirname(folder)) return join(REPOSITORY, 'node_modules', name)
  }
}

/** `/a/node_modules/b/node_modules/wirebook` is installed in `/a`; what lies in no `node_modules`, in itself. */
export function installationOf(folder: string): string {
  const [before = ''] = folder.split(`${sep}node_modules${sep}`)
  return before || sep
}
