/** Under which address browsers reach a class: kept, so that a link can be made from a terminal. */
import type { Db } from '../../database/database.ts'

const KEY = 'operate.origin'

export async function rememberOrigin(db: Db, origin: string): Promise<void> {
  const value = JSON.stringify(origin)
  await db
    .insertInto('setting')
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/** Null before it was served once. */
export async function rememberedOrigin(db: Db): Promise<string | null> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst()
  return row === undefined ? null : (JSON.parse(row.value) as string)
}
