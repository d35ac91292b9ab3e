/**
 * Versions kept in the browser's own storage: what was typed or replaced while no lab could take it, on a page of a
 * static export above all. Where there is a lab, versions are its business (`protocol/versions.ts` says which stay).
 *
 *     wirebook.before:<text>@<ms>    put there by Document.replace() in the moment before a text is replaced
 *     wirebook.versions:<text>       the list, oldest first, thinned; takes those in when it is next opened
 */
import type { Target } from '../../../../protocol/messages.ts'
import { keptVersions, VERSION_LIMITS } from '../../../../protocol/versions.ts'
import { keyOf } from '../../../bridge-client.ts'
import { BEFORE } from '../drafts.ts'

export const PAGE_LIMITS = {
  /** Versions of one text that a browser keeps; the latest stay whatever their time says. */
  most: 40,
  latest: 8,
  /** All versions of all texts, UTF-16 units: browsers give a site some 5 million for everything. */
  units: 1_000_000,
  /** Drafts that the lab has too, UTF-16 units. A draft that differs from the lab's copy is never deleted. */
  draftUnits: 1_500_000,
}

export type PageVersion = { at: string; text: string }

/** The part of localStorage that is used. */
export type VersionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const VERSIONS = 'wirebook.versions:'
const DRAFT = 'wirebook.draft:'

/** Oldest first. */
export function pageVersions(storage: VersionStorage, target: Target): PageVersion[] {
  takeIn(storage, keyOf(target))
  return read(storage, VERSIONS + keyOf(target))
}

/** Adds a version unless it is the latest one already. False when the browser refuses. `now`: epoch ms. */
export function keepPageVersion(storage: VersionStorage, target: Target, text: string, now: number): boolean {
  const known = pageVersions(storage, target)
  if (known.at(-1)?.text === text) return true
  return write(storage, keyOf(target), [...known, { at: new Date(now).toISOString(), text }], now)
}

/** Keeps what this site takes of the storage within its limits, dropping only what the lab has, or the oldest versions. */
export function tidyStorage(storage: VersionStorage): void {
  try {
    const aside = keysOf(storage).filter((key) => key.startsWith(BEFORE))
    const names = aside.map((key) => key.slice(BEFORE.length, key.lastIndexOf('@')))
    for (const name of new Set(names)) takeIn(storage, name)
    const keys = keysOf(storage)
    dropOver(storage, ofUnits(storage, cleanDrafts(storage, keys)), PAGE_LIMITS.draftUnits)
    dropVersions(storage, keys)
  } catch {} // refused: nothing of ours is there
}

function keysOf(storage: VersionStorage): string[] {
  return Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '')
}

/** What was put aside before it was replaced joins the list of the text of this name. */
function takeIn(storage: VersionStorage, name: string): void {
  try {
    const prefix = `${BEFORE}${name}@`
    const found = keysOf(storage)
      .filter((key) => key.startsWith(prefix))
      .toSorted()
    if (found.length === 0) return
    const known = read(storage, VERSIONS + name)
    for (const key of found) {
      const at = Number(key.slice(prefix.length))
      const text = storage.getItem(key)
      if (text !== null && !known.some((one) => one.text === text))
        known.push({ at: new Date(Number.isFinite(at) ? at : 0).toISOString(), text })
    }
    const now = known.reduce((latest, { at }) => Math.max(latest, Date.parse(at)), 0)
    if (write(storage, name, known, now)) for (const key of found) storage.removeItem(key)
  } catch {} // refused
}

function write(storage: VersionStorage, name: string, versions: PageVersion[], now: number): boolean {
  const stay = keptVersions(
    versions.map((version, revision) => ({ ...version, revision })),
    now,
    { ...VERSION_LIMITS, most: PAGE_LIMITS.most, latest: PAGE_LIMITS.latest },
  )
  let kept = versions.filter((_, revision) => stay.has(revision))
  while (kept.length > 0) {
    try {
      storage.setItem(VERSIONS + name, JSON.stringify(kept))
      return true
    } catch {
      // Full: older versions make room for the latest.
      if (kept.length === 1) return false
      kept = kept.slice(Math.ceil(kept.length / 2))
    }
  }
  return true
}

function read(storage: VersionStorage, key: string): PageVersion[] {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return Array.isArray(value) ? value.filter(isVersion) : []
  } catch {
    return []
  }
}

function isVersion(value: unknown): value is PageVersion {
  if (typeof value !== 'object' || value === null) return false
  const { at, text } = value as Record<string, unknown>
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof text === 'string'
}

/** Keys of drafts that the lab has confirmed. */
function cleanDrafts(storage: VersionStorage, keys: string[]): string[] {
  return keys.filter((key) => {
    if (!key.startsWith(DRAFT)) return false
    try {
      const value: unknown = JSON.parse(storage.getItem(key) ?? 'null')
      return typeof value === 'object' && value !== null && (value as { dirty?: unknown }).dirty === false
    } catch {
      return false // what cannot be read is not ours to judge
    }
  })
}

function ofUnits(storage: VersionStorage, keys: string[]): { key: string; units: number }[] {
  return keys.map((key) => ({ key, units: storage.getItem(key)?.length ?? 0 }))
}

function dropOver(storage: VersionStorage, items: { key: string; units: number }[], limit: number): void {
  let units = items.reduce((sum, one) => sum + one.units, 0)
  for (const item of items.toSorted((a, b) => b.units - a.units)) {
    if (units <= limit) return
    storage.removeItem(item.key)
    units -= item.units
  }
}

/** Over the limit the oldest versions of all texts go, but of each text the latest stays. */
function dropVersions(storage: VersionStorage, keys: string[]): void {
  const lists = new Map(keys.filter((key) => key.startsWith(VERSIONS)).map((key) => [key, read(storage, key)] as const))
  let units = [...lists.values()].flat().reduce((sum, { text }) => sum + text.length, 0)
  const oldest = [...lists]
    .flatMap(([key, versions]) => versions.slice(0, -1).map((version) => ({ key, version })))
    .toSorted((a, b) => Date.parse(a.version.at) - Date.parse(b.version.at))
  const changed = new Set<string>()
  for (const { key, version } of oldest) {
    if (units <= PAGE_LIMITS.units) break
    lists.set(
      key,
      lists.get(key)!.filter((one) => one !== version),
    )
    units -= version.text.length
    changed.add(key)
  }
  for (const key of changed) storage.setItem(key, JSON.stringify(lists.get(key)))
}

/** Even reading `localStorage` throws where storage is switched off. */
export function pageStorage(): VersionStorage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
