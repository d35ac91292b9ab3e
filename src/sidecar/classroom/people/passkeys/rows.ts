/** Passkeys as rows of `credential`: `subject` is the credential's id, `secret` what is needed to check it. */
import { z } from 'zod'
import type { PasskeyEntry } from '../../../../protocol/classroom/passkeys.ts'
import type { Db, Trx } from '../../../database/database.ts'
import { newId } from '../../../database/id.ts'

/** `publicKey`: COSE (RFC 9052), base64url. */
export const KeptPasskey = z.object({
  publicKey: z.string(),
  /** Of signatures made; 0 with authenticators that do not count. */
  counter: z.int(),
  transports: z.array(z.string()),
  synced: z.boolean(),
  name: z.string(),
})
export type KeptPasskey = z.infer<typeof KeptPasskey>

export type Found = { id: string; person: string; secret: string; kept: KeptPasskey }

/** By the credential's id, of somebody who may sign in. */
export async function findPasskey(db: Db, subject: string): Promise<Found | null> {
  const row = await db
    .selectFrom('credential')
    .innerJoin('person', 'person.id', 'credential.person_id')
    .select(['credential.id', 'person_id', 'secret'])
    .where('kind', '=', 'passkey')
    .where('subject', '=', subject)
    .where('active', '=', 1)
    .executeTakeFirst()
  if (!row || row.secret === null) return null
  return { id: row.id, person: row.person_id, secret: row.secret, kept: KeptPasskey.parse(JSON.parse(row.secret)) }
}

/** False when somebody has it already. */
export async function addPasskey(
  trx: Trx,
  person: string,
  subject: string,
  kept: KeptPasskey,
  now: number,
): Promise<boolean> {
  const row = { id: newId(), person_id: person, kind: 'passkey' as const, subject, secret: JSON.stringify(kept) }
  const made = await trx
    .insertInto('credential')
    .values({ ...row, created_at: now, used_at: null })
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

/** False when the counter was moved meanwhile: of two answers with the same count one is a copy's. */
export async function used(db: Db, { id, secret, kept }: Found, counter: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('credential')
    .set({ used_at: now, secret: JSON.stringify({ ...kept, counter }) })
    .where('id', '=', id)
    .where('secret', '=', secret)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** False when this person has none of this id. */
export async function renamePasskey(trx: Trx, person: string, id: string, name: string): Promise<boolean> {
  for (;;) {
    const row = await trx
      .selectFrom('credential')
      .select('secret')
      .where('id', '=', id)
      .where('person_id', '=', person)
      .where('kind', '=', 'passkey')
      .executeTakeFirst()
    if (!row || row.secret === null) return false
    const kept = KeptPasskey.parse(JSON.parse(row.secret))
    const { numUpdatedRows } = await trx
      .updateTable('credential')
      .set({ secret: JSON.stringify({ ...kept, name }) })
      .where('id', '=', id)
      // Whoever signs in with it in this moment moves its counter.
      .where('secret', '=', row.secret)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) return true
  }
}

/** Oldest first. */
export async function passkeysOf(
  db: Db | Trx,
  person: string,
): Promise<(PasskeyEntry & { subject: string; transports: string[] })[]> {
  const rows = await db
    .selectFrom('credential')
    .selectAll()
    .where('person_id', '=', person)
    .where('kind', '=', 'passkey')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id, subject, secret, created_at, used_at }) => {
    const { name, synced, transports } = KeptPasskey.parse(JSON.parse(secret ?? '{}'))
    return { id, subject, name, synced, transports, createdAt: created_at, usedAt: used_at }
  })
}

/** A write to the person's row: whoever changes the same person's ways to sign in waits. */
export async function holdPerson(trx: Trx, person: string): Promise<void> {
  await trx
    .updateTable('person')
    .set((row) => ({ admin: row.ref('admin') }))
    .where('id', '=', person)
    .execute()
}
