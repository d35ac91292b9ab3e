/** Passphrases as rows. Hashes are made before a transaction begins: with SQLite all others would wait. */
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import { keep, matches } from './passphrase.ts'

/** Replaces the one there is. `secret`: from `keep`. */
export async function setPassphrase(trx: Trx | Db, person: string, secret: string, now: number): Promise<void> {
  const row = { id: newId(), person_id: person, kind: 'passphrase' as const, subject: person, secret }
  await trx
    .insertInto('credential')
    .values({ ...row, created_at: now, used_at: null })
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).doUpdateSet({ secret, created_at: now }))
    .execute()
}

/** None signs this person in any more. */
export async function dropPassphrase(trx: Trx, person: string): Promise<void> {
  await trx.deleteFrom('credential').where('kind', '=', 'passphrase').where('subject', '=', person).execute()
}

/** Whether there is one. */
export async function hasPassphrase(db: Db, person: string): Promise<boolean> {
  const row = await db
    .selectFrom('credential')
    .select('id')
    .where('kind', '=', 'passphrase')
    .where('subject', '=', person)
    .executeTakeFirst()
  return row !== undefined
}

export type Account = { person: string; secret: string | null }

/** By handle or address, of somebody who may sign in. Null: nobody. */
export async function accountNamed(db: Db, name: string): Promise<Account | null> {
  const wanted = name.normalize('NFKC').toLowerCase()
  const row = await db
    .selectFrom('person')
    .leftJoin('credential', (join) =>
      join.onRef('credential.subject', '=', 'person.id').on('credential.kind', '=', 'passphrase'),
    )
    .select(['person.id', 'credential.secret'])
    .where((where) => where.or([where('handle', '=', wanted), where('email', '=', wanted)]))
    .where('active', '=', 1)
    .executeTakeFirst()
  return row ? { person: row.id, secret: row.secret } : null
}

/** Takes as long for nobody as for somebody. A hash of other parameters than today's is made anew. */
export async function proves(db: Db, account: Account | null, passphrase: string, now: number): Promise<boolean> {
  const { ok, again } = await matches(passphrase, account?.secret ?? null)
  if (!ok || account === null) return false
  const secret = again ? await keep(passphrase) : account.secret
  await db
    .updateTable('credential')
    .set({ used_at: now, secret })
    .where('kind', '=', 'passphrase')
    .where('subject', '=', account.person)
    // Not over one that was set while this was being looked at.
    .where('secret', '=', account.secret)
    .execute()
  return true
}
