import { columns } from '../columns.ts'
import type { Voice } from '../words/index.ts'
import { type Where, within } from './within.ts'

type Listing = Where & { json: boolean }

/** Everybody, with their classes. */
export async function peopleCommand({ json, ...where }: Listing, { words }: Voice): Promise<void> {
  const people = await within(where, async ({ db }) => {
    const rows = await db.selectFrom('person').selectAll().orderBy('handle').execute()
    const memberships = await db
      .selectFrom('membership')
      .innerJoin('cohort', 'cohort.id', 'membership.cohort_id')
      .select(['person_id', 'role', 'title'])
      .orderBy('title')
      .execute()
    return rows.map(({ id, name, handle, email, admin, active, created_at }) => ({
      id,
      handle,
      name,
      email,
      admin: admin === 1,
      active: active === 1,
      since: new Date(created_at).toISOString(),
      cohorts: memberships.filter(({ person_id }) => person_id === id).map(({ title, role }) => ({ title, role })),
    }))
  })
  if (json) return print({ people })
  const cells = people.map(({ handle, name, admin, active, cohorts }) => [
    handle,
    name,
    [
      ...(admin ? [words.listAdmin()] : []),
      ...(active ? [] : [words.listInactive()]),
      ...cohorts.map(({ title, role }) => words.listMember(title, role)),
    ].join(words.listComma()),
  ])
  show(cells, words.noPeople())
}

/** All classes, archived ones as well. */
export async function cohortsCommand({ json, ...where }: Listing, { words }: Voice): Promise<void> {
  const cohorts = await within(where, async ({ db }) => {
    const rows = await db.selectFrom('cohort').selectAll().orderBy('created_at').execute()
    const counts = await db
      .selectFrom('membership')
      .select(({ fn }) => ['cohort_id', 'role', fn.countAll<number>().as('n')])
      .groupBy(['cohort_id', 'role'])
      .execute()
    return rows.map(({ id, title, time_zone: timeZone, created_at, archived_at }) => ({
      id,
      title,
      timeZone,
      since: new Date(created_at).toISOString(),
      archived: archived_at === null ? null : new Date(archived_at).toISOString(),
      learners: Number(counts.find((one) => one.cohort_id === id && one.role === 'learner')?.n ?? 0),
      staff: counts
        .filter((one) => one.cohort_id === id && one.role !== 'learner')
        .reduce((sum, { n }) => sum + Number(n), 0),
    }))
  })
  if (json) return print({ cohorts })
  const cells = cohorts.map(({ id, title, timeZone, archived, learners, staff }) => [
    id,
    title,
    words.listClass(learners, staff, timeZone, archived?.slice(0, 10) ?? null),
  ])
  show(cells, words.noCohorts())
}

function print(document: object): void {
  console.log(JSON.stringify(document, null, 2))
}

function show(cells: string[][], none: string): void {
  if (cells.length === 0) console.log(none)
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => columns(plain(row[at]!)))))
  for (const row of cells)
    console.log(
      row
        .map((cell, at) => plain(cell) + ' '.repeat(widths[at]! - columns(plain(cell))))
        .join('  ')
        .trimEnd(),
    )
}

/** Names come from learners: nothing of them may steer a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '�')
}
