/** A class as a roster: read again, it changes nothing. */
import { ROSTER_COLUMNS, type RosterColumn } from '../../../../protocol/classroom/roster.ts'
import type { Db } from '../../../database/database.ts'
import type { CohortRole } from '../../../database/schema.ts'
import { csvOf } from '../../csv.ts'
import { dividedName } from './names.ts'

const WORDS: Record<CohortRole, string> = { learner: 'student', assistant: 'aide', instructor: 'teacher' }

/** By name. Whoever has no source id is named by their id here. */
export async function rosterCsv(db: Db, cohort: string): Promise<string> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.id', 'name', 'email', 'source_id', 'handle', 'active', 'role'])
    .where('cohort_id', '=', cohort)
    .orderBy('name')
    .orderBy('person.id')
    .execute()
  const cells = rows.map(({ id, name, email, source_id, handle, active, role }): Record<RosterColumn, string> => {
    const { given, family } = dividedName(name)
    return {
      sourcedId: source_id ?? id,
      status: 'active',
      enabledUser: active === 1 ? 'true' : 'false',
      role: WORDS[role],
      username: handle,
      givenName: given,
      familyName: family,
      email: email ?? '',
    }
  })
  return csvOf(
    ROSTER_COLUMNS,
    cells.map((row) => ROSTER_COLUMNS.map((column) => row[column])),
  )
}
