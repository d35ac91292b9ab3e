/** Opens a classroom's database with all its tables, or says in one sentence why not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Database, migrate, NewerDatabaseError, openFile, openServer, pendingSteps } from '../database/database.ts'
import { retrying } from '../database/transient.ts'
import { ClassroomError } from './error.ts'
import { BackupError } from './operate/backup-error.ts'
import { stateOf } from './operate/database-state.ts'

/** In the classroom's folder, beside nobody's own `wirebook.sqlite`. */
export const CLASSROOM_FILE = 'classroom.sqlite'

/** Before the tables of a database that is in use are changed: makes a copy of it, and may say no by throwing. */
export type BeforeMigrating = (database: Database, steps: readonly string[]) => Promise<void>

export type Waiting = {
  /** How long a server that is away is waited for, ms. */
  waitMs?: number
  /** Hears every few seconds that it is waited for, for how many more ms. */
  waiting?: (leftMs: number) => void
}

export const WAITING = {
  /** PostgreSQL that starts together with this process is there by then, ms. */
  waitMs: 60_000,
  /** Between two tries, and between two words about it, ms. */
  everyMs: 1_000,
  tellMs: 5_000,
}

/** `where`: a folder, or `postgres://…`. Throws ClassroomError. */
export async function openDatabase(
  where: string,
  before: BeforeMigrating = async () => {},
  wait: Waiting = {},
): Promise<Database> {
  let database: Database | null = null
  try {
    database = isServer(where) ? await openServer(where) : openFile(where, CLASSROOM_FILE)
    const opened = database
    const steps = await patiently(() => pendingSteps(opened), wait)
    if (steps.length > 0 && (await isInUse(opened))) await before(opened, steps)
    await retrying(() => migrate(opened))
    return opened
  } catch (error) {
    await database?.close()
    throw explained(error, where)
  }
}

/**
 * A class that is there, for those who see to it from a terminal: nothing is made and nothing migrated. Throws
 * ClassroomError CLASSROOM_NONE, CLASSROOM_BEHIND unless `old` will do, and as `openDatabase` does.
 */
export async function openExisting(where: string, { old = false } = {}): Promise<Database> {
  const file = join(where, CLASSROOM_FILE)
  if (!isServer(where) && !existsSync(file)) throw new ClassroomError('CLASSROOM_NONE', ['classroomNone', where])
  let database: Database | null = null
  try {
    database = isServer(where) ? await openServer(where) : openFile(where, CLASSROOM_FILE)
    const opened = database
    const steps = await patiently(() => pendingSteps(opened), { waitMs: 5_000 })
    if (!(await isInUse(opened))) throw new ClassroomError('CLASSROOM_NONE', ['classroomNone', shown(where)])
    if (steps.length > 0 && !old) throw new ClassroomError('CLASSROOM_BEHIND', ['classroomBehind', steps[0]!])
    return opened
  } catch (error) {
    await database?.close()
    throw explained(error, where)
  }
}

/** Until it answers, or for so long. */
async function patiently<T>(work: () => Promise<T>, { waitMs = WAITING.waitMs, waiting }: Waiting): Promise<T> {
  const until = performance.now() + waitMs
  let tellAt = performance.now()
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const now = performance.now()
      // A name that leads nowhere is misspelt: it is told at once.
      const misspelt = (error as NodeJS.ErrnoException).code === 'ENOTFOUND'
      if (stateOf(error) !== 'away' || misspelt || now >= until) throw error
      if (now >= tellAt) {
        waiting?.(Math.ceil(until - now))
        tellAt = now + WAITING.tellMs
      }
      await pause(Math.min(WAITING.everyMs, until - now))
    }
  }
}

export function isServer(where: string): boolean {
  return /^postgres(ql)?:\/\//.test(where)
}

/** Without its password. */
export function shown(where: string): string {
  if (!isServer(where)) return where
  if (!URL.canParse(where)) return 'postgres://…'
  const url = new URL(where)
  url.password = ''
  return url.href
}

async function isInUse({ db }: Database): Promise<boolean> {
  return (await db.introspection.getTables()).length > 0
}

/** Why a database cannot be opened, as a ClassroomError where that is known. */
export function explained(error: unknown, place: string): unknown {
  const where = shown(place)
  if (error instanceof ClassroomError || error instanceof BackupError) return error
  const { message } = error as NodeJS.ErrnoException
  const cause = { cause: error }
  const state = stateOf(error)
  if (error instanceof NewerDatabaseError)
    return new ClassroomError('CLASSROOM_NEWER', ['classroomNewer', error.step], cause)
  if (state === 'full') return new ClassroomError('CLASSROOM_FULL', ['classroomFull', where], cause)
  if (state === 'read-only') return new ClassroomError('CLASSROOM_READ_ONLY', ['classroomReadOnly', where], cause)
  if (state === 'damaged') return new ClassroomError('CLASSROOM_DAMAGED', ['classroomDamaged', where, message], cause)
  if (state === 'not-a-database')
    return new ClassroomError('CLASSROOM_NO_DATABASE', ['classroomNoDatabase', join(where, CLASSROOM_FILE)], cause)
  if (state === 'busy') return new ClassroomError('CLASSROOM_BUSY', ['classroomBusy', where], cause)
  if (!isServer(place)) return new ClassroomError('CLASSROOM_FOLDER', ['classroomFolder', where, message], cause)
  if (state === 'wrong-password') return new ClassroomError('CLASSROOM_PASSWORD', ['classroomPassword', where], cause)
  if (state === 'refused') return new ClassroomError('CLASSROOM_REFUSED', ['classroomRefused', where, message], cause)
  if (state === 'away' || (error as NodeJS.ErrnoException).code === 'ERR_INVALID_URL')
    return new ClassroomError('CLASSROOM_UNREACHABLE', ['classroomUnreachable', where, message], cause)
  return error
}
