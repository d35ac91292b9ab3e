/** Under which licences others' packages may come with wirebook, which is under MIT's, and what is said of them. */
import type { LockEntry } from './lock.ts'

/**
 * Permissive, or (MPL-2.0, LGPL) bound to their own files: those packages are installed by npm as they are, unchanged
 * and apart, and may be replaced.
 */
export const ACCEPTED: Record<string, string> = {
  MIT: 'keep the notice',
  'MIT-0': 'nothing',
  ISC: 'keep the notice',
  '0BSD': 'nothing',
  'BSD-2-Clause': 'keep the notice',
  'BSD-3-Clause': 'keep the notice',
  'Apache-2.0': 'keep the notice, tell of changes',
  'BlueOak-1.0.0': 'keep the licence or its address',
  'CC0-1.0': 'nothing',
  'Python-2.0': 'keep the notice, tell of changes',
  'MPL-2.0': 'changed files stay under it; none is changed',
}

/** What may be built into pages, and so is handed on by us: without a condition on the source. */
export const ACCEPTED_IN_PAGES: ReadonlySet<string> = new Set(Object.keys(ACCEPTED).filter((id) => id !== 'MPL-2.0'))

/** Of an SPDX expression: `OR` leaves the choice, `AND` binds to each. Unknown names are not accepted. */
export function accepts(expression: string | undefined, accepted: (id: string) => boolean = isAccepted): boolean {
  if (expression === undefined) return false
  const plain = expression.trim().replace(/^\((.*)\)$/, '$1')
  if (/[()]/.test(plain)) return false // deeper than any package so far: to be looked at
  if (/ OR /.test(plain)) return plain.split(' OR ').some((each) => accepts(each, accepted))
  if (/ AND /.test(plain)) return plain.split(' AND ').every((each) => accepts(each, accepted))
  return accepted(plain)
}

const isAccepted = (id: string): boolean => id in ACCEPTED

export type Package = { name: string; version: string; licence: string | undefined; optional: boolean }

/** Of lock entries by path. An alias goes by its own name. */
export function packagesOf(entries: ReadonlyMap<string, LockEntry>): Package[] {
  const packages = [...entries].map(([path, entry]) => ({
    name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: entry.version ?? '',
    licence: entry.license,
    optional: entry.optional === true,
  }))
  return packages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
