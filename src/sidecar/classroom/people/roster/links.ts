/** A personal link for each of many, as a table for printing or mailing. They are told this once. */
import type { RosterLinks } from '../../../../protocol/classroom/roster.ts'
import type { Trx } from '../../../database/database.ts'
import { csvOf } from '../../csv.ts'
import type { ClassroomWords } from '../../words/index.ts'
import { PEOPLE_TIMES } from '../limits.ts'
import { personalUrl } from '../links.ts'
import { newToken } from '../token.ts'
import { chunks } from './standing.ts'

export type Addressee = { id: string; name: string; handle: string; email: string | null }
type For = { cohort: string; origin: string; now: number; words: ClassroomWords }

/** Null for nobody. Who may have one, `mayLink` says. */
export async function linksFor(
  trx: Trx,
  people: readonly Addressee[],
  { cohort, origin, now, words }: For,
): Promise<RosterLinks | null> {
  if (people.length === 0) return null
  const until = now + PEOPLE_TIMES.personalLinkMs
  const made = people.map((person) => ({ person, ...newToken() }))
  const rows = made.map(({ person, hash }) => ({
    hash,
    person_id: person.id,
    cohort_id: cohort,
    expires_at: until,
    used_at: null,
    created_at: now,
  }))
  for (const some of chunks(rows)) await trx.insertInto('personal_link').values(some).execute()
  const head = [words.csvName(), words.csvHandle(), words.csvEmail(), words.csvLink(), words.csvUntil()]
  const csv = csvOf(
    head,
    made.map(({ person: { name, handle, email }, token }) => [
      name,
      handle,
      email,
      personalUrl(origin, token),
      new Date(until).toISOString(),
    ]),
  )
  const told = made.map(({ person: { name, handle, email }, token }) => {
    return { name, handle, email, url: personalUrl(origin, token) }
  })
  return { file: 'links.csv', csv, count: made.length, until, people: told }
}
