/** Opens a classroom's database with all its tables, or says in one sentence why not. */
import { type Database, migrate, NewerDatabaseError, openFile, openServer, pendingSteps } from '../database/database.ts'
import { isTransient, retrying } from '../database/transient.ts'
import { ClassroomError } from './error.ts'

/** In the classroom's folder, beside nobody's own `wirebook.sqlite`. */
export const CLASSROOM_FILE = 'classroom.sqlite'

/** Before the tables of a database that is in use are changed: makes a copy of it, and may say no by throwing. */
export type BeforeMigrating = (database: Database, steps: readonly string[]) => Promise<void>

/** PostgreSQL, Appendix A: what an administrator of the database has to mend. */
const REFUSED = new Set(['28000', '28P01', '3D000', '42501'])

/** `where`: a folder, or `postgres://…`. Throws ClassroomError. */
export async function openDatabase(where: string, before: BeforeMigrating = async () => {}): Promise<Database> {
  const server = isServer(where)
  let database: Database | null = null
  try {
    database = server ? await openServer(where) : openFile(where, CLASSROOM_FILE)
    const opened = database
    const steps = await retrying(() => pendingSteps(opened))
    if (steps.length > 0 && (await isInUse(opened))) await before(opened, steps)
    await retrying(() => migrate(opened))
    return opened
  } catch (error) {
    await database?.close()
    throw explained(error, where)
  }
}

export function isServer(where: string): boolean {
  return /^postgres(ql)?:\/\//.test(where)
}

/** Without its password. */
function shown(where: string): string {
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
  if (error instanceof ClassroomError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const cause = { cause: error }
  if (error instanceof NewerDatabaseError)
    return new ClassroomError('CLASSROOM_NEWER', ['classroomNewer', error.step], cause)
  if (!isServer(place)) return new ClassroomError('CLASSROOM_FOLDER', ['classroomFolder', where, message], cause)
  if (code !== undefined && REFUSED.has(code))
    return new ClassroomError('CLASSROOM_REFUSED', ['classroomRefused', where, message], cause)
  if (code === 'ENOTFOUND' || code === 'ERR_INVALID_URL' || isTransient(error))
    return new ClassroomError('CLASSROOM_UNREACHABLE', ['classroomUnreachable', where, message], cause)
  return error
}
