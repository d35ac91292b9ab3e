/**
 * What held before and need not be shown again: one small file for each proof, named by the fingerprint of everything
 * it rests on. Only what held is kept, so that a failure is always seen anew. A folder that cannot be written, or a
 * file that cannot be read, costs time and nothing else.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../course/load.ts'

export interface Proofs {
  get<T>(key: string): T | undefined
  keep(key: string, value: unknown): void
}

export const NO_PROOFS: Proofs = { get: () => undefined, keep: () => {} }

/** What held in this process, and no longer. */
export function proofsOfOneRun(): Proofs {
  const kept = new Map<string, unknown>()
  return { get: <T>(key: string) => kept.get(key) as T | undefined, keep: (key, value) => void kept.set(key, value) }
}

const FOLDER = join(ROOT, 'node_modules/.cache/wirebook/check')
/** A proof that nobody asked for in so long is of an earlier course. */
const KEPT_DAYS = 30
const DAY_MS = 86_400_000

export function openProofs(folder = FOLDER): Proofs {
  try {
    mkdirSync(folder, { recursive: true })
    prune(folder)
  } catch {
    return NO_PROOFS
  }
  const file = (key: string) => join(folder, `${key}.json`)
  return {
    get<T>(key: string): T | undefined {
      try {
        const value = JSON.parse(readFileSync(file(key), 'utf8')) as T
        const now = new Date()
        utimesSync(file(key), now, now)
        return value
      } catch {
        return undefined
      }
    },
    keep(key, value) {
      const draft = `${file(key)}.${process.pid}`
      try {
        writeFileSync(draft, JSON.stringify(value))
        renameSync(draft, file(key))
      } catch {
        rmSync(draft, { force: true })
      }
    },
  }
}

function prune(folder: string): void {
  const oldest = Date.now() - KEPT_DAYS * DAY_MS
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (statSync(file).mtimeMs < oldest) rmSync(file, { force: true })
  }
}
