import { openExisting } from '../../sidecar/classroom/database.ts'
import type { Database } from '../../sidecar/database/database.ts'

export type Where = { classroom: string }

/** Opens a class that is there, and closes it again whatever happens. Throws ClassroomError. */
export async function within<T>(
  { classroom }: Where,
  work: (database: Database) => Promise<T>,
  how?: { old: boolean },
): Promise<T> {
  const database = await openExisting(classroom, how)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
