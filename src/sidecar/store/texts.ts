/** Versions of texts: rows of `text_version`. */
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Target } from '../../protocol/messages.ts'
import type { Db } from '../database/database.ts'
import type { Row } from '../database/schema.ts'
import { escaped, unescaped } from './escaped.ts'
import type { StoredText, StoredVersion, TextOwner } from './store.ts'

export const TEXT_LIMITS = {
  /** How often a revision is asked for again that somebody else took in the same moment. */
  tries: 50,
  /** Between two of them, ms at most. */
  pauseMs: 20,
}

export type NewVersion = { target: Target; text: string; by: string; aside: boolean; at: number; byPerson?: string }

/** The next revision of the text. Two who ask at once get two: whoever finds theirs taken asks again. */
export async function insertVersion(db: Db, person: string, version: NewVersion): Promise<StoredText> {
  const { target, text, by, aside, at, byPerson = null } = version
  for (let left = TEXT_LIMITS.tries; left > 0; left -= 1) {
    const row = await db
      .insertInto('text_version')
      .values(({ selectFrom }) => ({
        person_id: person,
        kind: target.kind,
        owner: target.id,
        file: target.file,
        revision: selectFrom('text_version')
          .select(sql<number>`coalesce(max(revision), 0) + 1`.as('next'))
          .where('person_id', '=', person)
          .where('kind', '=', target.kind)
          .where('owner', '=', target.id)
          .where('file', '=', target.file),
        text: escaped(text),
        written_by: by,
        by_person: byPerson,
        aside: aside ? 1 : 0,
        at,
      }))
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row) return textOf(row)
    await pause(Math.random() * TEXT_LIMITS.pauseMs)
  }
  throw new Error(`${target.file} is being written by too many at once`)
}

/** The latest version that is this very writing; for a write of which it is not known whether it was done. */
export async function findVersion(db: Db, person: string, version: NewVersion): Promise<StoredText | null> {
  const row = await versionsOf(db, person, version.target)
    .where('at', '=', version.at)
    .where('written_by', '=', version.by)
    .where('text', '=', escaped(version.text))
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? textOf(row) : null
}

export async function readHead(db: Db, person: string, target: Target): Promise<StoredText | null> {
  const row = await versionsOf(db, person, target)
    .where('aside', '=', 0)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? textOf(row) : null
}

export async function readHeads(db: Db, person: string, owners: readonly TextOwner[]): Promise<StoredText[]> {
  if (owners.length === 0) return []
  const rows = await db
    .with('head', (from) =>
      from
        .selectFrom('text_version')
        .select(({ fn }) => ['kind', 'owner', 'file', fn.max('revision').as('revision')])
        .where('person_id', '=', person)
        .where('aside', '=', 0)
        .where(({ and, or }) => or(owners.map(({ kind, id }) => and({ kind, owner: id }))))
        .groupBy(['kind', 'owner', 'file']),
    )
    .selectFrom('text_version as one')
    .innerJoin('head', (join) =>
      join
        .onRef('head.kind', '=', 'one.kind')
        .onRef('head.owner', '=', 'one.owner')
        .onRef('head.file', '=', 'one.file')
        .onRef('head.revision', '=', 'one.revision'),
    )
    .where('one.person_id', '=', person)
    .selectAll('one')
    .execute()
  return rows.map(textOf)
}

export async function readHistory(db: Db, person: string, target: Target, limit: number): Promise<StoredText[]> {
  const rows = await versionsOf(db, person, target)
    .leftJoin('person as author', 'author.id', 'text_version.by_person')
    .select(['author.name as author'])
    .orderBy('revision', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...textOf(row),
    // Somebody who is deleted has no name any more; that it was somebody else is still true.
    ...(row.by_person !== null && { author: row.author ?? '' }),
  }))
}

/** Of each text the latest `versions`, oldest first. */
export async function readAllVersions(db: Db, person: string, versions: number): Promise<StoredVersion[]> {
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('text_version')
        .selectAll()
        .select(sql<number>`row_number() over (partition by kind, owner, file order by revision desc)`.as('back'))
        .where('person_id', '=', person)
        .as('version'),
    )
    .selectAll()
    .where('back', '<=', versions)
    .orderBy('kind')
    .orderBy('owner')
    .orderBy('file')
    .orderBy('revision')
    .execute()
  return rows.map((row) => ({ ...textOf(row), aside: row.aside === 1 }))
}

function versionsOf(db: Db, person: string, { kind, id, file }: Target) {
  return db
    .selectFrom('text_version')
    .selectAll('text_version')
    .where('person_id', '=', person)
    .where('kind', '=', kind)
    .where('owner', '=', id)
    .where('file', '=', file)
}

function textOf(row: Row<'text_version'>): StoredText {
  const { kind, owner, file, revision, text, written_by: by, by_person: byPerson, at } = row
  return {
    target: { kind, id: owner, file },
    text: unescaped(text),
    revision,
    at: new Date(at).toISOString(),
    by,
    ...(byPerson !== null && { byPerson }),
  }
}
