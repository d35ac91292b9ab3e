/**
 * Ids of another class: an instructor calls every route that has more ids in its path than the cohort's, with their own
 * cohort and each of the other ids from a class that is not theirs. Nothing may be found, and nothing there may change.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UNITS } from '../../../src/course/units.ts'
import { NO_PENALTY } from '../../../src/protocol/classroom/assignments.ts'
import { newCode } from '../../../src/sidecar/classroom/cohorts/codes.ts'
import { routes } from '../../../src/sidecar/classroom/http/routes.ts'
import { newId } from '../../../src/sidecar/database/id.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Ask, type Door, openDoor } from '../door.ts'

/** Parts that name things of the course, which is the same for all. */
const OF_COURSE: Record<string, string> = { unit: 'sockets', lesson: 'first-conversation', name: 'first-conversation' }
/** Calls whose ids are of no class: an administrator's, and one's own. */
const NOT_OF_A_CLASS = new Set([
  '/api/class/people/:person',
  '/api/class/people/:person/link',
  '/api/class/sign-ins/:signIn',
])

const ONE = UNITS.flatMap(({ lessons }) => lessons).flatMap(({ exercises }) => exercises)[0]!
const EXERCISE = { kind: 'exercise', ref: ONE, points: 5 }
/** A body that is right, so that only the id can be what is refused. A route with a body and ids has to be here. */
const BODIES: Record<string, unknown> = {
  'PATCH /api/class/cohorts/:cohort/members/:person': { role: 'assistant' },
  'PUT /api/class/cohorts/:cohort/assignments/:assignment': assignmentBody(),
  'PUT /api/class/cohorts/:cohort/assignments/:assignment/extensions/:person': extensionBody(),
  'POST /api/class/cohorts/:cohort/assignments/:assignment/overrides': {
    exercise: ONE,
    person: 'PERSON',
    points: 1,
    reason: 'because',
  },
}
/** A hand that is down and one that is not there are told alike. */
const REFUSED = { 404: /./, 409: /HAND_DOWN/ } as Record<number, RegExp>
function assignmentBody() {
  const times = { opensAt: null, dueAt: null, closesAt: null }
  const more = { attemptLimit: null, cooldownMs: 0, hiddenTests: 'never', keep: 'best', items: [EXERCISE] }
  return { title: 'x', ...times, late: NO_PENALTY, ...more }
}
function extensionBody() {
  return { dueAt: null, closesAt: null, moreAttempts: 1, reason: 'ill' }
}

const own = routes.filter(({ path }) => idsOf(path).length > 1 && !NOT_OF_A_CLASS.has(path))
function idsOf(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!).filter((name) => !(name in OF_COURSE))
}

describe.each(KINDS)('ids of another class on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  let ask: Ask
  let cohort: string
  const theirs: Record<string, string> = {}

  beforeAll(async () => {
    door = await openDoor(await base.fresh())
    const { db } = door.classroom.database
    const [teacher, foreign, victim] = [await door.person('T'), await door.person('F'), await door.person('V')]
    cohort = await door.cohort('7b', { [teacher]: 'instructor' })
    theirs.cohort = await door.cohort('8a', { [foreign]: 'instructor', [victim]: 'learner' })
    theirs.person = victim
    theirs.code = newCode()
    const of = { cohort_id: theirs.cohort }
    await db
      .insertInto('join_code')
      .values({
        ...of,
        code: theirs.code,
        role: 'learner',
        uses_left: 5,
        expires_at: door.clock.now + 1e9,
        revoked_at: null,
        created_by: foreign,
        created_at: 1,
      })
      .execute()
    for (const name of ['assignment', 'attempt', 'hand', 'regrade', 'score']) theirs[name] = newId()
    const times = { opens_at: null, due_at: null, closes_at: null, released_at: null, created_at: 1 }
    await db
      .insertInto('assignment')
      .values({
        ...of,
        ...times,
        id: theirs.assignment!,
        title: 'theirs',
        late: '{}',
        attempt_limit: null,
        cooldown_ms: 0,
        hidden_tests: 'never',
        keep: 'best',
      })
      .execute()
    await db
      .insertInto('assignment_item')
      .values({
        assignment_id: theirs.assignment!,
        position: 0,
        kind: 'exercise',
        ref: ONE,
        points: 5,
      })
      .execute()
    await db
      .insertInto('attempt')
      .values({
        ...of,
        id: theirs.attempt!,
        person_id: victim,
        exercise: 'sockets/x',
        locale: 'en',
        files: '{"a":"secret"}',
        submitted_at: 1,
      })
      .execute()
    await db
      .insertInto('hand')
      .values({
        ...of,
        id: theirs.hand!,
        person_id: victim,
        lesson: 'sockets/x',
        cell: null,
        raised_at: 1,
        lowered_at: null,
        answered_by: null,
      })
      .execute()
    await db
      .insertInto('regrade')
      .values({
        ...of,
        id: theirs.regrade!,
        exercise: null,
        state: 'ready',
        by: foreign,
        started_at: 1,
        ended_at: null,
      })
      .execute()
    await db
      .insertInto('lti_platform')
      .values({
        ...{ id: 'theirs', name: 'x', issuer: 'https://lms.example', client_id: 'x', token_audience: null },
        ...{ authorization_url: 'x', token_url: 'x', keys_url: 'x', deployments: '[]', created_at: 1 },
      })
      .execute()
    await db
      .insertInto('lti_context')
      .values({ platform_id: 'theirs', context: 'x', cohort_id: theirs.cohort, members_url: null })
      .execute()
    await db
      .insertInto('lti_link')
      .values({
        ...{ id: 'theirs', platform_id: 'theirs', context: 'x', resource_link: 'x', kind: 'exercise', ref: ONE },
        ...{ line_item: 'x', max_points: 1 },
      })
      .execute()
    await db
      .insertInto('lti_score')
      .values({
        ...{ id: theirs.score!, link_id: 'theirs', person_id: victim, attempt_id: null, points: 1, max_points: 1 },
        ...{ state: 'failed', tries: 1, next_at: 1, answer: 'secret', at: 1, acknowledged_at: null },
      })
      .execute()
    ask = await door.as(teacher)
  }, 60_000)
  afterAll(() => door.close())

  /** All that is kept of the other class; `credential` and the like tell of accounts that were taken over. */
  async function state(): Promise<string> {
    const tables = [
      'membership',
      'cohort',
      'join_code',
      'assignment',
      'assignment_item',
      'extension',
      'grade_override',
      'attempt',
      'hand',
      'regrade',
      'lti_score',
      'personal_link',
      'person',
      'credential',
    ]
    const rows = []
    for (const table of tables)
      rows.push((await sql`select * from ${sql.table(table)} order by 1, 2`.execute(door.classroom.database.db)).rows)
    return JSON.stringify(rows)
  }

  it.each(own.map((one) => [`${one.method} ${one.path}`, one] as const))('%s', async (name, { method, path, body }) => {
    for (const id of idsOf(path)) expect(theirs[id], `an id of another class for :${id}; make one above`).toBeDefined()
    if (body) expect(Object.keys(BODIES), 'a body for this route; write one above').toContain(name)
    const sent = JSON.parse(JSON.stringify(BODIES[name] ?? null).replace('PERSON', theirs.person!)) as unknown
    const before = await state()
    const filled = path.replace(/:(\w+)/g, (_, part: string) =>
      part === 'cohort' ? cohort : (OF_COURSE[part] ?? theirs[part]!),
    )
    const { status, text } = await ask(method, filled, body ? { body: sent } : {})
    expect(REFUSED[status]?.test(text), `${status} ${text}`).toBe(true)
    expect(text).not.toContain('secret')
    expect(await state()).toBe(before)
  })

  it("and with the other cohort's own id there is no such cohort", async () => {
    for (const { method, path } of routes.filter((one) => one.path.startsWith('/api/class/cohorts/:cohort'))) {
      const filled = path.replace(/:(\w+)/g, (_, part: string) => OF_COURSE[part] ?? theirs[part]!)
      expect((await ask(method, filled)).json.code, `${method} ${path}`).toBe('COHORT_UNKNOWN')
    }
  })
})
