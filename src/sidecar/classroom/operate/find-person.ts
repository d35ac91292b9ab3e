/** A person as somebody at a terminal names them: id, handle, e-mail address, or name where only one has it. */
import type { Db } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'

export type Found = { person: Row<'person'> } | { none: true } | { several: Row<'person'>[] }

export async function findPerson(db: Db, said: string): Promise<Found> {
  const rows = await db
    .selectFrom('person')
    .selectAll()
    .where((row) =>
      row.or([
        row('id', '=', said),
        row('handle', '=', said.toLowerCase()),
        row('email', '=', said.toLowerCase()),
        row('name', '=', said),
      ]),
    )
    .execute()
  // An id, handle or address is one person's; a name may be several people's.
  const exact = rows.find(({ id, handle, email }) => id === said || [handle, email].includes(said.toLowerCase()))
  const person = exact ?? (rows.length === 1 ? rows[0] : undefined)
  if (person) return { person }
  return rows.length === 0 ? { none: true } : { several: rows }
}
