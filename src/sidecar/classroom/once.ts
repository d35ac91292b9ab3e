/** Values that are good once, for a while: a passkey's challenge, the state of a sign-in by a school or a platform. */
import type { z } from 'zod'
import type { Db, Trx } from '../database/database.ts'

/** A sort of such values, with what is kept of each. */
export type Sort<Body> = { kind: string; body: z.ZodType<Body> }

/** `value` has to be hard to guess: 128 random bits at least. */
export async function keepOnce<Body>(
  db: Db,
  { kind }: Sort<Body>,
  value: string,
  body: Body,
  until: number,
): Promise<void> {
  const row = { value: `${kind}:${value}`, kind, body: JSON.stringify(body), expires_at: until, used_at: null }
  await db.insertInto('nonce').values(row).execute()
}

/** Uses it up, in one statement: of two at the same moment one gets it. Null: unknown, used or too old. */
export async function takeOnce<Body>(
  db: Db | Trx,
  { kind, body }: Sort<Body>,
  value: string,
  now: number,
): Promise<Body | null> {
  const row = await db
    .updateTable('nonce')
    .set({ used_at: now })
    .where('value', '=', `${kind}:${value}`)
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('body')
    .executeTakeFirst()
  return row ? body.parse(JSON.parse(row.body)) : null
}

/** Leaves it as it is. `used`: also one that is used up. */
export async function lookOnce<Body>(
  db: Db,
  { kind, body }: Sort<Body>,
  value: string,
  now: number,
  { used }: { used: boolean },
): Promise<Body | null> {
  const row = await db
    .selectFrom('nonce')
    .select(['body', 'used_at'])
    .where('value', '=', `${kind}:${value}`)
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row || (row.used_at !== null && !used)) return null
  return body.parse(JSON.parse(row.body))
}
