/** A regrade, killed between every two writes of its way: all of a step has happened, or nothing of it. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Database, migrate } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { cohort, person, until } from '../queue/parts.ts'
import { partsOf, startWorker } from '../submissions/parts.ts'
import { KILLS_WITHIN_MS, runKilled } from '../support/kill-runs.ts'
import { verdict } from '../support/people.ts'

const REGRADING = join(import.meta.dirname, 'killed-process.ts')
const GRADING = join(import.meta.dirname, '../submissions/killed-process.ts')
/** Enough to be cut off between two of them. */
const FEW = 2
/** More than a grading has writes: each kill takes one of its own. */
const MANY = 16

describe.each(KINDS)('a regrade killed between two writes, on %s', (kind) => {
  const base = databases(kind)

  async function school(attempts: number) {
    const place = await base.place()
    const database = await base.open(place)
    await migrate(database)
    await person(database.db, 'ada')
    await cohort(database.db, 'a', ['ada'])
    for (let n = 0; n < attempts; n++) {
      const id = `attempt-${String(n).padStart(2, '0')}`
      const row = { id, person_id: 'ada', cohort_id: 'a', exercise: 'u/e', locale: 'en', submitted_at: n }
      await database.db
        .insertInto('attempt')
        .values({ ...row, files: '{"a.ts":"right"}' })
        .execute()
      await verdict(database.db, id, 0, { points: 1, maxPoints: 3 })
    }
    return { place, database }
  }
  const rows = async ({ db }: Database) => {
    const regrades = await db.selectFrom('regrade').select(['id', 'state']).orderBy('started_at').execute()
    const items = await db.selectFrom('regrade_item').select(['attempt_id', 'after']).execute()
    const jobs = await db.selectFrom('job').select(['attempt_id', 'generation']).execute()
    const audit = await db.selectFrom('audit').select('action').orderBy('seq').execute()
    const attempts = await db.selectFrom('attempt').select(['id', 'generation']).orderBy('id').execute()
    const verdicts = await db.selectFrom('verdict').select(['attempt_id', 'generation', 'points']).execute()
    return { regrades, items, jobs, audit: audit.map(({ action }) => action), attempts, verdicts }
  }
  /** Again and again, a write later each time, until it comes to its end. `between`: after each kill. */
  const untilDone = async (script: string, words: (n: number) => string[], between: () => Promise<void>) => {
    for (let n = 1; ; n++) {
      const writes = await runKilled(script, words(n))
      if (writes !== null) return n
      await between()
    }
  }

  it('while it starts and is applied', { timeout: KILLS_WITHIN_MS }, async () => {
    const { place, database } = await school(FEW)
    const step = (what: string, id: string, between: () => Promise<void>) =>
      untilDone(REGRADING, (n) => [what, kind, place, id, String(n)], between)
    const before = await rows(database)
    // Nothing of a beginning is there before all of it is, and so it can be begun again.
    const writes = await step('start', '-', async () => expect(await rows(database)).toEqual(before))
    expect(writes).toBeGreaterThan(2 * FEW)
    const begun = await rows(database)
    expect([begun.regrades.length, begun.items.length, begun.jobs.length]).toEqual([1, FEW, FEW])
    expect(begun.audit).toEqual(['regrade.start'])

    for (const { id } of begun.attempts) await verdict(database.db, id, 1, { points: 3, maxPoints: 3 })
    const graded = await rows(database)
    const { id } = graded.regrades[0]!
    await step('apply', id, async () => expect(await rows(database)).toEqual(graded))
    const applied = await rows(database)
    expect(applied.attempts.map(({ generation }) => generation)).toEqual([1, 1])
    expect(applied.regrades).toEqual([{ id, state: 'applied' }])
    expect(applied.audit).toEqual(['regrade.start', 'regrade.apply'])
  })

  it('while it grades: others do what was cut off, once, and it counts for nothing before it is applied', {
    timeout: KILLS_WITHIN_MS,
  }, async () => {
    const { place, database } = await school(MANY)
    expect(await runKilled(REGRADING, ['start', kind, place, '-', '999'])).not.toBeNull()
    const { attempts } = await rows(database)
    const unchanged = async () => expect((await rows(database)).attempts).toEqual(attempts)
    const writes = await untilDone(GRADING, (n) => ['grade', kind, place, '-', String(n)], unchanged)
    expect([writes > 3, writes < MANY]).toEqual([true, true])
    const parts = await partsOf(database, { silentMs: 2_000, heartbeatMs: 400 })
    const worker = await startWorker(parts)
    await until(async () => (await parts.queue.waiting()) === 0, 100_000)
    await worker.drain(10_000)
    await parts.close()
    await unchanged()
    const again = (await rows(database)).verdicts.filter(({ generation }) => generation === 1)
    expect(again.map(({ attempt_id }) => attempt_id).toSorted()).toEqual(attempts.map(({ id }) => id))
    expect(new Set(again.map(({ points }) => points))).toEqual(new Set([3]))
  })

  it('while it is discarded', { timeout: KILLS_WITHIN_MS }, async () => {
    const { place, database } = await school(FEW)
    expect(await runKilled(REGRADING, ['start', kind, place, '-', '999'])).not.toBeNull()
    const begun = await rows(database)
    const { id } = begun.regrades[0]!
    const kept = async () => expect(await rows(database)).toEqual(begun)
    await untilDone(REGRADING, (n) => ['discard', kind, place, id, String(n)], kept)
    const discarded = await rows(database)
    expect(discarded.regrades).toEqual([{ id, state: 'discarded' }])
    expect(discarded.attempts).toEqual(begun.attempts)
    expect(discarded.audit).toEqual(['regrade.start', 'regrade.discard'])
  })
})
