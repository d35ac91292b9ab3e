/** Thins a text's history now and then (`src/protocol/versions.ts` says what stays), so that years of typing stay bounded. */
import type { Target } from '../../protocol/messages.ts'
import { keptVersions, type ThinOptions } from '../../protocol/versions.ts'
import type { Db } from '../database/database.ts'

export const THIN = {
  /** A text's history is looked through when a revision divisible by this is written. */
  everyRevisions: 50,
}

export async function thinHistory(
  db: Db,
  person: string,
  { kind, id, file }: Target,
  now: number,
  options: ThinOptions = {},
): Promise<void> {
  const of = { person_id: person, kind, owner: id, file }
  const rows = await db
    .selectFrom('text_version')
    .select(['revision', 'at', 'aside', 'text'])
    .where(({ and }) => and(of))
    .execute()
  const graded = kind === 'exercise' ? await gradedTimes(db, person, id, file) : new Set<string>()
  const versions = rows.map(({ revision, at, aside, text }) => {
    return { revision, at: new Date(at).toISOString(), aside: aside === 1, text }
  })
  const kept = keptVersions(versions, now, { named: ({ at }) => graded.has(at), ...options })
  const gone = versions.map(({ revision }) => revision).filter((revision) => !kept.has(revision))
  if (gone.length === 0) return
  await db
    .deleteFrom('text_version')
    .where(({ and }) => and(of))
    .where('revision', 'in', gone)
    .execute()
}

/** When the versions of this file that were graded had been saved. */
async function gradedTimes(db: Db, person: string, exercise: string, file: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('attempt')
    .select('versions')
    .where('person_id', '=', person)
    .where('exercise', '=', exercise)
    .where('versions', 'is not', null)
    .execute()
  return new Set(
    rows.flatMap(({ versions }) => {
      const at = (JSON.parse(versions!) as Record<string, string | null>)[file]
      return at ? [at] : []
    }),
  )
}
