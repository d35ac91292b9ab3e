import { describe, expect, it } from 'vitest'
import { createAssignment } from '../../../src/sidecar/classroom/assignments/store.ts'
import { gradebookOf } from '../../../src/sidecar/classroom/gradebook/book.ts'
import type { GradingJob, GradingQueue } from '../../../src/sidecar/classroom/queue/queue.ts'
import { previewRegrade } from '../../../src/sidecar/classroom/regrade/preview.ts'
import {
  applyRegrade,
  discardRegrade,
  findRegrade,
  regradesOf,
  startRegrade,
} from '../../../src/sidecar/classroom/regrade/regrade.ts'
import type { Db } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { attempt, cohort, member, verdict } from '../support/people.ts'

/** What was queued; the gradings themselves are the queue's tests. */
function noted(): { jobs: GradingJob[]; queue: GradingQueue } {
  const jobs: GradingJob[] = []
  const queue = { enqueue: async (_trx: unknown, job: GradingJob) => void jobs.push(job) }
  return { jobs, queue: queue as unknown as GradingQueue }
}

async function classOf(db: Db) {
  const ours = await cohort(db)
  const ann = await member(db, ours, 'Ann')
  const bob = await member(db, ours, 'Bob')
  const bounds = { opensAt: null, dueAt: null, closesAt: null, attemptLimit: null, cooldownMs: 0 }
  const late = { percentPerDay: 0, floorPercent: 0, graceMinutes: 0 }
  const items = [{ kind: 'exercise' as const, ref: 'tcp/one', points: 10 }]
  await db
    .transaction()
    .execute((trx) =>
      createAssignment(trx, ours, { title: 'W', items, ...bounds, late, hiddenTests: 'never', keep: 'best' }, 1),
    )
  const one = await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 1, points: 4 })
  const two = await attempt(db, { person: bob, cohort: ours, exercise: 'tcp/one', at: 2, points: 10 })
  await attempt(db, { person: bob, cohort: ours, exercise: 'tcp/two', at: 3, points: 10 })
  return { ours, ann, bob, one, two }
}

describe.each(KINDS)('a regrade on %s', (kind) => {
  const base = databases(kind)
  const grades = async (db: Db, of: string) => (await gradebookOf(db, of)).rows.map(({ total }) => total)

  it('changes nothing until it is applied, says what it would change, and then changes all at once', async () => {
    const { db } = await base.fresh()
    const { ours, ann, one, two } = await classOf(db)
    const { jobs, queue } = noted()
    const started = await startRegrade(db, queue, { cohort: ours, exercise: 'tcp/one', by: 'i', now: 5 })
    if (!started.ok) throw new Error(started.why)
    expect(jobs.map((job) => [job.attempt, job.generation, job.regrade]).toSorted()).toEqual(
      [
        [one, 1, true],
        [two, 1, true],
      ].toSorted(),
    )
    expect(await startRegrade(db, queue, { cohort: ours, exercise: null, by: 'i', now: 6 })).toEqual({
      ok: false,
      why: 'RUNNING',
    })

    await verdict(db, one, 1, { points: 9 })
    expect(await applyRegrade(db, ours, started.regrade, 'i', 7)).toEqual({
      ok: false,
      why: 'NOT_READY',
      done: 1,
      total: 2,
    })
    await verdict(db, two, 1, { points: 10 })
    expect(await grades(db, ours)).toEqual([4, 10])
    const regrade = (await findRegrade(db, ours, started.regrade))!
    expect(regrade).toMatchObject({ state: 'ready', done: 2, total: 2 })
    const { verdicts, grades: changed } = await previewRegrade(db, ours, regrade)
    expect(verdicts).toMatchObject([{ attempt: one, person: ann, before: { points: 4 }, after: { points: 9 } }])
    expect(changed).toMatchObject([{ person: ann, ref: 'tcp/one', before: 4, after: 9 }])

    expect(await applyRegrade(db, ours, started.regrade, 'i', 8)).toEqual({ ok: true, changed: 2 })
    expect(await grades(db, ours)).toEqual([9, 10])
    expect(await applyRegrade(db, ours, started.regrade, 'i', 9)).toMatchObject({ ok: false, why: 'OVER' })
    const actions = await db.selectFrom('audit').select('action').orderBy('seq').execute()
    expect(actions.map(({ action }) => action)).toEqual(['regrade.start', 'regrade.apply'])
  })

  it('that is discarded leaves everything, and the next one takes new numbers', async () => {
    const { db } = await base.fresh()
    const { ours, one } = await classOf(db)
    const { jobs, queue } = noted()
    const first = await startRegrade(db, queue, { cohort: ours, exercise: 'tcp/one', by: 'i', now: 5 })
    if (!first.ok) throw new Error(first.why)
    await verdict(db, one, 1, { points: 0 })
    expect(await discardRegrade(db, ours, first.regrade, 'i', 6)).toEqual({ ok: true, changed: 0 })
    expect(await grades(db, ours)).toEqual([4, 10])
    const second = await startRegrade(db, queue, { cohort: ours, exercise: 'tcp/one', by: 'i', now: 7 })
    expect(second.ok).toBe(true)
    expect(jobs.filter((job) => job.attempt === one).map((job) => job.generation)).toEqual([1, 2])
    expect((await regradesOf(db, ours)).map(({ state }) => state)).toEqual(['running', 'discarded'])
  })

  it('keeps the old verdict where the new grading was an error of ours', async () => {
    const { db } = await base.fresh()
    const { ours, one, two } = await classOf(db)
    const started = await startRegrade(db, noted().queue, { cohort: ours, exercise: 'tcp/one', by: 'i', now: 5 })
    if (!started.ok) throw new Error(started.why)
    await verdict(db, one, 1, { points: 0, verdict: 'error' })
    await verdict(db, two, 1, { points: 2 })
    expect(await applyRegrade(db, ours, started.regrade, 'i', 8)).toEqual({ ok: true, changed: 1 })
    expect(await grades(db, ours)).toEqual([4, 2])
  })

  it('of another cohort cannot be found, applied or discarded', async () => {
    const { db } = await base.fresh()
    const { ours } = await classOf(db)
    const other = await cohort(db, 'Other')
    const started = await startRegrade(db, noted().queue, { cohort: ours, exercise: null, by: 'i', now: 5 })
    if (!started.ok) throw new Error(started.why)
    expect(await findRegrade(db, other, started.regrade)).toBeNull()
    expect(await applyRegrade(db, other, started.regrade, 'i', 6)).toMatchObject({ ok: false, why: 'UNKNOWN' })
    expect(await discardRegrade(db, other, started.regrade, 'i', 6)).toMatchObject({ ok: false, why: 'UNKNOWN' })
    expect(await startRegrade(db, noted().queue, { cohort: other, exercise: null, by: 'i', now: 6 })).toEqual({
      ok: false,
      why: 'NOTHING',
    })
  })
})
