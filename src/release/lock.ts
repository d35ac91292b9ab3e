/** Which packages of package-lock.json (version 3) a set of dependencies brings along. */
import { z } from 'zod'

const Names = z.record(z.string(), z.string()).optional()
const Entry = z.looseObject({
  version: z.string().optional(),
  /** Of a package that goes by another name here. */
  name: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  dependencies: Names,
  optionalDependencies: Names,
  peerDependencies: Names,
  peerDependenciesMeta: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() })).optional(),
})
export const Lock = z.looseObject({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Entry) })
export type Lock = z.infer<typeof Lock>
export type LockEntry = z.infer<typeof Entry>

/**
 * The entries that `names`, top-level packages of the lock, need when they run, optional ones included, by their paths
 * (`node_modules/a`). Throws when a name that is not optional is not in the lock.
 */
export function closure(lock: Lock, names: readonly string[]): Map<string, LockEntry> {
  const found = new Map<string, LockEntry>()
  const add = (name: string, from: string, optional: boolean): void => {
    const path = resolved(lock, name, from)
    if (path === undefined) {
      if (optional) return
      throw new Error(`package-lock.json has no ${name}, which ${from || 'the release'} needs`)
    }
    if (found.has(path)) return
    const entry = lock.packages[path]!
    found.set(path, entry)
    for (const [needed, optionalToo] of neededBy(entry)) add(needed, path, optionalToo)
  }
  for (const name of names) add(name, '', false)
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Optional peers are not brought along: who wants them names them. */
function neededBy(entry: LockEntry): [string, boolean][] {
  const peers = Object.keys(entry.peerDependencies ?? {})
  return [
    ...Object.keys(entry.dependencies ?? {}).map((name): [string, boolean] => [name, false]),
    ...Object.keys(entry.optionalDependencies ?? {}).map((name): [string, boolean] => [name, true]),
    ...peers
      .filter((name) => entry.peerDependenciesMeta?.[name]?.optional !== true)
      .map((name): [string, boolean] => [name, false]),
  ]
}

/** As Node looks: beside the package that asks, then further out. */
function resolved(lock: Lock, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (path in lock.packages) return path
    if (folder === '') return undefined
  }
}
