/** Rows of people, and who somebody signed in is. */
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { Row } from '../../database/schema.ts'
import type { Me } from '../http/route.ts'
import { freeHandles } from './handles.ts'

export type NewPerson = {
  name: string
  email?: string | null
  sourceId?: string | null
  admin?: boolean
  locale?: 'en' | 'zh-cn' | null
  /** What the handle is made of; the name, where there is nothing else. */
  handleOf?: string
}

/** With handles of their own, in order. */
export async function makePersons(trx: Trx, people: readonly NewPerson[], now: number): Promise<Row<'person'>[]> {
  const made: (Row<'person'> | undefined)[] = people.map(() => undefined)
  for (;;) {
    const left = [...people.keys()].filter((at) => made[at] === undefined)
    if (left.length === 0) return made as Row<'person'>[]
    const handles = await freeHandles(
      trx,
      left.map((at) => people[at]!.handleOf || people[at]!.name),
    )
    for (const [n, at] of left.entries()) made[at] = await insert(trx, people[at]!, handles[n]!, now)
  }
}

export async function makePerson(trx: Trx, person: NewPerson, now: number): Promise<Row<'person'>> {
  const [made] = await makePersons(trx, [person], now)
  return made!
}

/** Undefined when somebody took the handle meanwhile. */
function insert(trx: Trx, person: NewPerson, handle: string, now: number): Promise<Row<'person'> | undefined> {
  return trx
    .insertInto('person')
    .values({
      id: newId(),
      name: person.name,
      email: person.email?.toLowerCase() ?? null,
      source_id: person.sourceId ?? null,
      handle,
      admin: person.admin ? 1 : 0,
      active: 1,
      locale: person.locale ?? null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('handle').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Null for nobody, and for somebody who may not sign in. */
export async function meOf(db: Db, id: string): Promise<Me | null> {
  const rows = await db
    .selectFrom('person')
    .leftJoin('membership', 'membership.person_id', 'person.id')
    .select(['person.id', 'name', 'handle', 'admin', 'cohort_id', 'role'])
    .where('person.id', '=', id)
    .where('active', '=', 1)
    .execute()
  const [first] = rows
  if (!first) return null
  const { name, handle, admin } = first
  const roles = new Map(rows.flatMap(({ cohort_id, role }) => (cohort_id && role ? [[cohort_id, role] as const] : [])))
  return { id, name, handle, admin: admin === 1, roles }
}
