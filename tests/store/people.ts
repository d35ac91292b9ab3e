/** Somebody whose store a test may fill. */
import type { Database } from '../../src/sidecar/database/database.ts'
import { newId } from '../../src/sidecar/database/id.ts'

export async function somebody({ db }: Database): Promise<string> {
  const id = newId()
  const row = { id, name: 'Ming', email: null, source_id: null, handle: id.toLowerCase(), admin: 0, active: 1 } as const
  await db
    .insertInto('person')
    .values({ ...row, locale: null, created_at: 1 })
    .execute()
  return id
}
