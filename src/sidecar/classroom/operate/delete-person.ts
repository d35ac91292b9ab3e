/**
 * Deletes a person with all that is theirs, in one transaction. What others did or were given stays, and names a
 * stand-in: a note to the class, an override of somebody else's grade, the audit.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Trx } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { audited } from '../audit.ts'
import type { Bus } from '../live/bus.ts'
import { personColumns } from './person-data.ts'

export type Deleted = {
  /** What they are called where they are still spoken of. */
  standIn: string
  /** Rows that were theirs and are gone, by table; those that stay and no longer name them. */
  gone: Record<string, number>
  unnamed: Record<string, number>
}

/** Somebody has to administer. */
export class LastAdminError extends Error {
  override name = 'LastAdminError'
}

/** What would go, and stay. */
export async function aboutPerson(db: Db | Trx, id: string): Promise<Pick<Deleted, 'gone' | 'unnamed'>> {
  const about: Pick<Deleted, 'gone' | 'unnamed'> = { gone: {}, unnamed: {} }
  for (const { table, column, becomes } of personColumns()) {
    if (becomes === 'no-person') continue
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(db)
    const n = Number(rows[0]?.n ?? 0)
    const list = becomes === 'goes' ? about.gone : about.unnamed
    if (n > 0) list[table] = (list[table] ?? 0) + n
  }
  return about
}

/** `by`: who does it; null at the server's terminal. Throws LastAdminError; then nothing has changed. */
export async function deletePerson(
  db: Db,
  bus: Bus,
  person: Row<'person'>,
  now: number,
  by: string | null = null,
): Promise<Deleted> {
  const { id } = person
  const standIn = `deleted-${randomBytes(6).toString('hex')}`
  return db.transaction().execute(async (trx) => {
    await demandOtherAdmin(trx, person)
    const about = await aboutPerson(trx, id)
    await unnameAudit(trx, person, standIn)
    for (const { table, column, becomes } of personColumns())
      if (becomes === 'unnamed')
        await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${standIn} where ${sql.ref(column)} = ${id}`.execute(
          trx,
        )
    // Rows without a reference to `person`, and then all that have one.
    await trx.deleteFrom('job').where('person_id', '=', id).execute()
    await forgetPassing(trx, person)
    await trx.deleteFrom('person').where('id', '=', id).execute()
    await audited(trx, {
      at: now,
      by,
      cohort: null,
      action: 'person.delete',
      subject: standIn,
      detail: about.gone,
    })
    // Servers end the connections of whoever is gone. It is read once, and removed with the other events.
    await bus.publish(trx, 'people', { type: 'signed-out', person: id })
    return { standIn, ...about }
  })
}

/** The administrators' rows are held, so that two cannot take the last one's place from each other. */
async function demandOtherAdmin(trx: Trx, { id, admin }: Row<'person'>): Promise<void> {
  if (admin !== 1) return
  await trx.updateTable('person').set({ admin: 1 }).where('admin', '=', 1).execute()
  const other = await trx
    .selectFrom('person')
    .select('id')
    .where('admin', '=', 1)
    .where('active', '=', 1)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (!other) throw new LastAdminError()
}

/** Entries that mention them: in what was done as well, where it is told by whom or to whom. */
async function unnameAudit(trx: Trx, person: Row<'person'>, standIn: string): Promise<void> {
  const { id, name, email, handle, source_id } = person
  const told = new Set([name, email, handle, source_id].filter((text): text is string => text !== null))
  const rows = await trx
    .selectFrom('audit')
    .select(['seq', 'subject', 'detail'])
    .where((row) => row.or([row('by', '=', id), row('subject', 'like', like(id)), row('detail', 'like', like(id))]))
    .execute()
  for (const { seq, subject, detail } of rows) {
    const unnamed = JSON.stringify(JSON.parse(detail), (_, value: unknown) =>
      typeof value !== 'string' ? value : told.has(value) ? standIn : value.replaceAll(id, standIn),
    ).replaceAll(id, standIn)
    await trx
      .updateTable('audit')
      .set({ subject: subject.replaceAll(id, standIn), detail: unnamed })
      .where('seq', '=', seq)
      .execute()
  }
}

/** What is kept for a while only: events, limits, values good once. */
async function forgetPassing(trx: Trx, { id }: Row<'person'>): Promise<void> {
  const mention = like(id)
  await trx
    .deleteFrom('event')
    .where((row) => row.or([row('channel', '=', `person:${id}`), row('body', 'like', mention)]))
    .execute()
  await trx.deleteFrom('bucket').where('key', 'like', mention).execute()
  await trx.deleteFrom('nonce').where('body', 'like', mention).execute()
}

/** An id may hold `_`, which stands for any character: a few rows more are looked at, and events that pass anyway. */
function like(id: string): string {
  return `%${id}%`
}
