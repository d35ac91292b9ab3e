/** A small class with a row in every table that names a person: for tests of backups, exports and deletions. */
import { sql } from 'kysely'
import { personColumns } from '../../../src/sidecar/classroom/operate/person-data.ts'
import type { Db } from '../../../src/sidecar/database/database.ts'
import { newId } from '../../../src/sidecar/database/id.ts'
import type { Row } from '../../../src/sidecar/database/schema.ts'
import { attempt, cohort, person } from '../support/people.ts'

export type Small = { grace: string; ada: string; other: string; cohort: string; attempt: string }

export const ADA = { name: 'Ada Lovelace-Byron', handle: 'ada-of-the-test', email: 'ada.of.the.test@example.org' }

/** Grace teaches; Ada learns, and has done everything that is told of; another learner stands beside her. */
export async function smallClass(db: Db): Promise<Small> {
  const [grace, ada, other] = [await person(db, 'Grace'), await person(db, ADA.name), await person(db, 'Other')]
  await db.updateTable('person').set({ admin: 1 }).where('id', '=', grace).execute()
  await db
    .updateTable('person')
    .set({ handle: ADA.handle, email: ADA.email, source_id: 'sis-4711-ada' })
    .where('id', '=', ada)
    .execute()
  const of = await cohort(db, '7b')
  for (const [person_id, role] of [
    [grace, 'instructor'],
    [ada, 'learner'],
    [other, 'learner'],
  ] as const)
    await db.insertInto('membership').values({ cohort_id: of, person_id, role, joined_at: 1 }).execute()
  const tried = await attempt(db, { person: ada, cohort: of, exercise: 'tcp/echo', at: 5, points: 10 })
  await attempt(db, { person: other, cohort: of, exercise: 'tcp/echo', at: 6, points: 3 })
  await rowsOf(db, { ada, grace, other, of, tried })
  return { grace, ada, other, cohort: of, attempt: tried }
}

type Parts = { ada: string; grace: string; other: string; of: string; tried: string }

async function rowsOf(db: Db, { ada, grace, other, of, tried }: Parts): Promise<void> {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text))
  const insert = async <T extends Parameters<Db['insertInto']>[0]>(table: T, row: object) => {
    await db
      .insertInto(table)
      .values(row as never)
      .execute()
  }
  const at = 7
  await insert('credential', {
    id: newId(),
    person_id: ada,
    kind: 'passphrase',
    subject: ada,
    secret: '{"hash":"h4sh"}',
    created_at: at,
  })
  await insert('sign_in', {
    hash: bytes('\0\xff one'),
    id: 's',
    person_id: ada,
    created_at: at,
    issued_at: at,
    seen_at: at,
    expires_at: 9e12,
    rotated_to: null,
    agent: 'Firefox',
  })
  await insert('personal_link', {
    hash: bytes('link'),
    person_id: ada,
    cohort_id: of,
    expires_at: 9e12,
    used_at: null,
    created_at: at,
  })
  await insert('join_code', {
    code: 'CODE-OF-ADA',
    cohort_id: of,
    role: 'learner',
    uses_left: 3,
    expires_at: 9e12,
    revoked_at: null,
    created_by: ada,
    created_at: at,
  })
  await insert('text_version', {
    person_id: ada,
    kind: 'exercise',
    owner: 'tcp/echo',
    file: 'main.ts',
    revision: 1,
    text: 'const café = "你好"\n',
    written_by: 'c1',
    aside: 0,
    at,
  })
  await insert('text_version', {
    person_id: other,
    kind: 'exercise',
    owner: 'tcp/echo',
    file: 'main.ts',
    revision: 1,
    text: 'written beside them\n',
    written_by: 'guest-1',
    by_person: ada,
    aside: 0,
    at,
  })
  const visit = { cohort_id: of, lesson: 'tcp/hello', edits: 1, started_at: at, seen_at: at, ended_at: at } as const
  await insert('visit', { ...visit, id: newId(), person_id: ada, by: grace })
  await insert('visit', { ...visit, id: newId(), person_id: other, by: ada })
  await insert('job', { attempt_id: tried, generation: 1, cohort_id: of, person_id: ada, priority: 1, run_at: at })
  await insert('assignment', {
    id: 'assigned',
    cohort_id: of,
    title: 'First',
    late: '{}',
    cooldown_ms: 0,
    hidden_tests: 'never',
    keep: 'best',
    created_at: at,
  })
  await insert('extension', {
    assignment_id: 'assigned',
    person_id: ada,
    due_at: at,
    closes_at: null,
    more_attempts: 1,
    reason: 'ill',
    by: grace,
    at,
  })
  await insert('extension', {
    assignment_id: 'assigned',
    person_id: other,
    due_at: at,
    closes_at: null,
    more_attempts: 1,
    reason: 'ill',
    by: ada,
    at,
  })
  await insert('grade_override', {
    id: newId(),
    assignment_id: 'assigned',
    exercise: 'tcp/echo',
    person_id: ada,
    points: 9.5,
    reason: 'spoken',
    by: grace,
    at,
  })
  await insert('grade_override', {
    id: newId(),
    assignment_id: 'assigned',
    exercise: 'tcp/echo',
    person_id: other,
    points: 1,
    reason: 'spoken',
    by: ada,
    at,
  })
  await insert('regrade', {
    id: 'again',
    cohort_id: of,
    exercise: null,
    state: 'ready',
    by: ada,
    started_at: at,
    ended_at: null,
  })
  await insert('regrade_item', { regrade_id: 'again', attempt_id: tried, before: 0, after: 1 })
  await insert('hand', {
    id: newId(),
    cohort_id: of,
    person_id: ada,
    lesson: 'tcp/hello',
    cell: null,
    raised_at: at,
    lowered_at: null,
    answered_by: grace,
  })
  await insert('hand', {
    id: newId(),
    cohort_id: of,
    person_id: other,
    lesson: 'tcp/hello',
    cell: null,
    raised_at: at,
    lowered_at: at,
    answered_by: ada,
  })
  await insert('presence', { cohort_id: of, person_id: ada, lesson: 'tcp/hello', cell: 'c', at })
  await insert('progress', { person_id: ada, lesson: 'tcp/hello', state: '{"read":true}', at })
  await insert('note', { id: newId(), cohort_id: of, by: ada, text: 'see the blackboard', at })
  await insert('audit', {
    at,
    by: grace,
    cohort_id: of,
    action: 'grade.override',
    subject: `assigned/tcp/echo/${ada}`,
    detail: JSON.stringify({ who: ADA.name, to: [ADA.email], id: ada }),
  })
  await insert('audit', { at, by: ada, cohort_id: of, action: 'member.join', subject: ada, detail: '{}' })
  await insert('event', { channel: `person:${ada}`, body: '{"type":"graded"}', at })
  await insert('event', { channel: `cohort:${of}`, body: JSON.stringify({ type: 'hand', person: ada }), at })
  await insert('bucket', { key: `submit:${ada}`, tokens: 1.5, at })
  await insert('nonce', {
    value: 'n',
    kind: 'passkey',
    body: JSON.stringify({ person: ada }),
    expires_at: 9e12,
    used_at: null,
  })
  await insert('setting', { key: 'a.setting', value: '1' })
  await insert('lti_platform', {
    id: 'p',
    name: 'School',
    issuer: 'https://lms.example',
    client_id: 'c',
    authorization_url: 'https://lms.example/a',
    token_url: 'https://lms.example/t',
    keys_url: 'https://lms.example/k',
    deployments: '["1"]',
    created_at: at,
  })
  await insert('lti_link', {
    id: 'l',
    platform_id: 'p',
    context: 'x',
    resource_link: 'r',
    kind: 'exercise',
    ref: 'tcp/echo',
    line_item: null,
    max_points: 10,
  })
  await insert('lti_score', {
    id: newId(),
    link_id: 'l',
    person_id: ada,
    attempt_id: tried,
    points: 10,
    max_points: 10,
    state: 'waiting',
    tries: 0,
    next_at: at,
    answer: null,
    at,
    acknowledged_at: null,
  })
}

/** Tables and columns that name a person and hold no row of this one. */
export async function unnamedColumns(db: Db, id: string): Promise<string[]> {
  const empty: string[] = []
  for (const { table, column, becomes } of personColumns()) {
    if (becomes === 'no-person') continue
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)} where cast(${sql.ref(column)} as text) like ${`%${id}%`}`.execute(
      db,
    )
    if (Number(rows[0]!.n) === 0) empty.push(`${table}.${column}`)
  }
  return empty
}

export async function personRow(db: Db, id: string): Promise<Row<'person'>> {
  return db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
