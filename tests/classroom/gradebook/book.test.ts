import { describe, expect, it } from 'vitest'
import type { AssignmentInput } from '../../../src/protocol/classroom/assignments.ts'
import { admission, mayReadHidden } from '../../../src/sidecar/classroom/assignments/admission.ts'
import {
  createAssignment,
  extend,
  release,
  replaceAssignment,
} from '../../../src/sidecar/classroom/assignments/store.ts'
import { gradebookOf, heldBack } from '../../../src/sidecar/classroom/gradebook/book.ts'
import { gradebookCsv, gradescopeCsv } from '../../../src/sidecar/classroom/gradebook/export.ts'
import { override, overrideHistory } from '../../../src/sidecar/classroom/gradebook/override.ts'
import { wordsFor } from '../../../src/sidecar/classroom/words/index.ts'
import type { Db } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { attempt, cohort, member } from '../support/people.ts'

const DAY = 86_400_000
const input = (more: Partial<AssignmentInput> = {}): AssignmentInput => ({
  title: 'Week 1',
  items: [
    { kind: 'exercise', ref: 'tcp/one', points: 20 },
    { kind: 'lesson', ref: 'tcp/handshake', points: 5 },
  ],
  opensAt: DAY,
  dueAt: 10 * DAY,
  closesAt: 20 * DAY,
  late: { percentPerDay: 25, floorPercent: 50, graceMinutes: 0 },
  attemptLimit: 2,
  cooldownMs: 0,
  hiddenTests: 'after-release',
  keep: 'best',
  ...more,
})
const made = (db: Db, of: string, more: Partial<AssignmentInput> = {}, now = 1) =>
  db.transaction().execute((trx) => createAssignment(trx, of, input(more), now))

describe.each(KINDS)('the gradebook on %s', (kind) => {
  const base = databases(kind)

  it('holds of each learner what was graded, late or extended or overridden, and of no other cohort', async () => {
    const { db } = await base.fresh()
    const [ours, theirs] = [await cohort(db), await cohort(db, 'Other')]
    const { id } = await made(db, ours)
    const [ann, bob, eve] = [
      await member(db, ours, 'Ann'),
      await member(db, ours, 'Bob'),
      await member(db, theirs, 'Eve'),
    ]
    await member(db, ours, 'Ida', 'instructor')
    await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 9 * DAY, points: 7 })
    const late = await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 12 * DAY, points: 10 })
    await attempt(db, { person: bob, cohort: ours, exercise: 'tcp/one', at: 12 * DAY, points: 10 })
    await attempt(db, { person: ann, cohort: theirs, exercise: 'tcp/one', at: 9 * DAY, points: 10 })
    await attempt(db, { person: eve, cohort: theirs, exercise: 'tcp/one', at: 9 * DAY, points: 10 })
    const state = JSON.stringify({ doneAt: 9 * DAY })
    await db.insertInto('progress').values({ person_id: bob, lesson: 'tcp/handshake', state, at: 1 }).execute()

    const before = await gradebookOf(db, ours)
    expect(before.rows.map(({ name, cells, total }) => [name, ...cells.map(({ points }) => points), total])).toEqual([
      ['Ann', 14, null, 14], // 7 of 10 in time is 14; all of it two days late is 10
      ['Bob', 10, 5, 15],
    ])
    expect(before.of).toBe(25)

    const extension = { dueAt: 12 * DAY, closesAt: null, moreAttempts: 0, reason: 'ill' }
    await db.transaction().execute((trx) => extend(trx, id, ann, extension, 'i', 1))
    const [row] = (await gradebookOf(db, ours)).rows
    expect(row!.cells[0]).toMatchObject({ points: 20, attempt: late, lateDays: 0, lateFactor: 1 })

    await override(db, ours, id, { exercise: 'tcp/one', person: bob, points: 1, reason: 'copied' }, 'i', 5)
    await override(db, ours, id, { exercise: 'tcp/one', person: bob, points: 2.5, reason: 'half of it' }, 'i', 6)
    expect((await gradebookOf(db, ours)).rows[1]!.cells[0]).toMatchObject({ points: 2.5, raw: 20 })
    await override(db, ours, id, { exercise: 'tcp/one', person: bob, points: null, reason: 'was not' }, 'i', 7)
    expect((await gradebookOf(db, ours)).rows[1]!.cells[0]).toMatchObject({ points: 10, override: null })
    expect((await overrideHistory(db, id, bob)).map(({ points }) => points)).toEqual([1, 2.5, null])
    const trail = await db.selectFrom('audit').select(['action', 'by']).execute()
    expect(trail).toEqual(Array.from({ length: 3 }, () => ({ action: 'grade.override', by: 'i' })))
  })

  it('is held back from learners until it is released, and never shows another’s row', async () => {
    const { db } = await base.fresh()
    const ours = await cohort(db)
    const assignment = await made(db, ours)
    const [ann] = [await member(db, ours, 'Ann'), await member(db, ours, 'Bob')]
    await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 9 * DAY, points: 10 })
    const own = () => gradebookOf(db, ours, { person: ann })
    const held = heldBack(await own(), [assignment], 11 * DAY)
    expect(held.rows.map(({ name, cells, total }) => [name, cells[0]!.points, cells[0]!.attempts, total])).toEqual([
      ['Ann', null, 1, 0],
    ])
    await db.transaction().execute((trx) => release(trx, ours, assignment.id, 11 * DAY))
    const released = heldBack(await own(), [{ ...assignment, releasedAt: 11 * DAY }], 11 * DAY)
    expect(released.rows[0]!.total).toBe(20)
  })

  it('is exported as a table, and in the shape of Gradescope’s', async () => {
    const { db } = await base.fresh()
    const ours = await cohort(db)
    const { id } = await made(db, ours)
    const ann = await member(db, ours, 'Ann Marie Lee')
    await member(db, ours, '王小明')
    await db
      .updateTable('person')
      .set({ source_id: 'S-1', email: 'ann@school.example' })
      .where('id', '=', ann)
      .execute()
    const counted = await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 10.5 * DAY, points: 10 })
    const book = await gradebookOf(db, ours)
    const lines = gradebookCsv(book, wordsFor('zh-cn')).split('\r\n')
    expect(lines[0]).toBe('\uFEFF姓名,代号,邮箱,学号,Week 1: tcp/one（20）,Week 1: tcp/handshake（5）,总分（25）')
    expect(lines.find((line) => line.startsWith('Ann'))).toMatch(/,ann@school\.example,S-1,15,,15$/)
    const shaped = gradescopeCsv(book, id, new Map([[counted, 10.5 * DAY]]), 10 * DAY)
      .trim()
      .split('\r\n')
    expect(shaped.find((line) => line.startsWith('Ann'))).toBe(
      `Ann Marie,Lee,S-1,ann@school.example,,15,25,Graded,${counted},1970-01-11T12:00:00.000Z,12:00:00,1,15,`,
    )
    expect(shaped.find((line) => line.startsWith('王'))).toMatch(/^王小明,,[^,]+,,,,25,Missing,,,,0,,$/)
  })

  it('counts, times and refuses submissions by the rules of whoever asks for the exercise', async () => {
    const { db } = await base.fresh()
    const [ours, theirs] = [await cohort(db), await cohort(db, 'Other')]
    const ann = await member(db, ours, 'Ann')
    const { id } = await made(db, ours, { cooldownMs: 60_000 })
    await made(db, theirs, { attemptLimit: null })
    expect(await admission(db, ann, 'tcp/elsewhere', 0)).toEqual({ ok: true, cohort: ours, attemptsLeft: null })
    expect(await admission(db, ann, 'tcp/one', DAY - 1)).toMatchObject({ ok: false, why: 'NOT_OPEN_YET', at: DAY })
    expect(await admission(db, ann, 'tcp/one', DAY)).toEqual({ ok: true, cohort: ours, attemptsLeft: 1 })
    await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 2 * DAY, points: 1 })
    expect(await admission(db, ann, 'tcp/one', 2 * DAY + 1)).toMatchObject({
      why: 'COOLING_DOWN',
      at: 2 * DAY + 60_000,
    })
    await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 3 * DAY, points: 1 })
    expect(await admission(db, ann, 'tcp/one', 4 * DAY)).toMatchObject({
      ok: false,
      why: 'NO_ATTEMPTS_LEFT',
      title: 'Week 1',
      limit: 2,
      timeZone: 'Asia/Shanghai',
    })
    const more = { dueAt: null, closesAt: 30 * DAY, moreAttempts: 1, reason: '' }
    await db.transaction().execute((trx) => extend(trx, id, ann, more, 'i', 1))
    expect(await admission(db, ann, 'tcp/one', 25 * DAY)).toEqual({ ok: true, cohort: ours, attemptsLeft: 0 })
    expect(await admission(db, ann, 'tcp/one', 30 * DAY + 1)).toMatchObject({ why: 'CLOSED' })

    // A second assignment of the same cohort that still takes it is enough.
    await made(db, ours, { opensAt: null, dueAt: null, closesAt: null, attemptLimit: null })
    expect(await admission(db, ann, 'tcp/one', 31 * DAY)).toMatchObject({ ok: true, cohort: ours })
  })

  it('lets hidden tests be read once every assignment allows it', async () => {
    const { db } = await base.fresh()
    const ours = await cohort(db)
    const ann = await member(db, ours, 'Ann')
    expect(await mayReadHidden(db, ann, 'tcp/one', 0)).toBe(true) // practice
    const { id } = await made(db, ours)
    expect(await mayReadHidden(db, ann, 'tcp/one', 19 * DAY)).toBe(false)
    await db.transaction().execute((trx) => release(trx, ours, id, 11 * DAY))
    expect(await mayReadHidden(db, ann, 'tcp/one', 19 * DAY)).toBe(true)
    await made(db, ours, { hiddenTests: 'never' })
    expect(await mayReadHidden(db, ann, 'tcp/one', 19 * DAY)).toBe(false)
  })

  it('finds nothing by the id of another cohort’s assignment', async () => {
    const { db } = await base.fresh()
    const [ours, theirs] = [await cohort(db), await cohort(db, 'Other')]
    const { id } = await made(db, theirs)
    expect(await db.transaction().execute((trx) => replaceAssignment(trx, ours, id, input()))).toBeNull()
    expect(await db.transaction().execute((trx) => release(trx, ours, id, 1))).toBe(false)
  })
})
