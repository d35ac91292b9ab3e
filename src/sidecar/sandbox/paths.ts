/** Where the sandbox finds what it starts and shows to learners' programs. */
import { join, resolve } from 'node:path'

export const REPOSITORY = resolve(import.meta.dirname, '../../..')
export const GATE = join(import.meta.dirname, 'gate.cjs')
/** A folder; gate.cjs knows the files in it that it loads. */
export const CALLS_PRELOAD = join(REPOSITORY, 'src/sidecar/calls/preload')
export const CONTAIN_ENTRY = join(import.meta.dirname, 'contain/enter.mjs')
export const NETD_ENTRY = join(import.meta.dirname, 'netd/main.ts')

/** koffi is JavaScript plus a package that holds this platform's binary. */
export const KOFFI = join(REPOSITORY, 'node_modules/koffi')
export const KOFFI_BINARY_NAME = `@koromix/koffi-${process.platform}-${process.arch}`
export const KOFFI_BINARY = join(REPOSITORY, 'node_modules', KOFFI_BINARY_NAME)

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
