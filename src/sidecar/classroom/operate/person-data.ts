/**
 * Where the database names a person, and what becomes of it when the person is deleted. A test finds such columns in the
 * tables themselves: a new one has to be entered here before it passes.
 */
import type { Schema } from '../../database/schema.ts'

export type Becomes =
  /** The row is the person's own, and goes with them. */
  | 'goes'
  /** The row is of others or of the class, and stays; the person is unnamed in it. */
  | 'unnamed'
  /** A column that only sounds as if it named one. */
  | 'no-person'

export type PersonColumns = { [Table in keyof Schema]?: { [Column in keyof Schema[Table]]?: Becomes } }

export const PERSON_COLUMNS = {
  person: { id: 'goes' },
  credential: { person_id: 'goes' },
  sign_in: { person_id: 'goes' },
  personal_link: { person_id: 'goes' },
  membership: { person_id: 'goes' },
  join_code: { created_by: 'goes' },
  text_version: { person_id: 'goes', written_by: 'no-person', by_person: 'unnamed' },
  attempt: { person_id: 'goes' },
  job: { person_id: 'goes' },
  extension: { person_id: 'goes', by: 'unnamed' },
  grade_override: { person_id: 'goes', by: 'unnamed' },
  regrade: { by: 'unnamed' },
  hand: { person_id: 'goes', answered_by: 'unnamed' },
  visit: { person_id: 'goes', by: 'unnamed' },
  presence: { person_id: 'goes' },
  progress: { person_id: 'goes' },
  note: { by: 'unnamed' },
  audit: { by: 'unnamed', subject: 'unnamed' },
  lti_score: { person_id: 'goes' },
} as const satisfies PersonColumns

/** Names of columns that may name a person, beside those that refer to `person`. */
export const SOUNDS_LIKE_PERSON = /(^|_)(person|by|learner|member|user|owner_id|who)(_id)?$/

/** Values by which somebody could sign in: never part of what is handed out. */
const SECRET: Record<string, readonly string[]> = {
  credential: ['secret'],
  sign_in: ['hash', 'rotated_to'],
  personal_link: ['hash'],
  join_code: ['code'],
}

export function withoutSecrets(table: string, row: Record<string, unknown>): Record<string, unknown> {
  const hidden = SECRET[table] ?? []
  return Object.fromEntries(Object.entries(row).filter(([column]) => !hidden.includes(column)))
}

type Named = { table: string; column: string; becomes: Becomes }

export function personColumns(): Named[] {
  return Object.entries(PERSON_COLUMNS).flatMap(([table, columns]) =>
    Object.entries(columns as Record<string, Becomes>).map(([column, becomes]) => ({ table, column, becomes })),
  )
}
