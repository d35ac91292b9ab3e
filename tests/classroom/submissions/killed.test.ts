import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Database, migrate } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { cohort, person, until } from '../queue/parts.ts'
import { KILLS_WITHIN_MS, runKilled } from '../support/kill-runs.ts'
import { partsOf, startWorker } from './parts.ts'

const SCRIPT = join(import.meta.dirname, 'killed-process.ts')

describe.each(KINDS)('a process killed between two writes, on %s', (kind) => {
  const base = databases(kind)

  async function school() {
    const place = await base.place()
    const database = await base.open(place)
    await migrate(database)
    await person(database.db, 'ada')
    await cohort(database.db, 'a', ['ada'])
    return { place, database }
  }
  /** How many writes there were in all, when it came to the end; null when it was killed. */
  async function run(what: 'submit' | 'grade', place: string, id: string, n: number): Promise<number | null> {
    return runKilled(SCRIPT, [what, kind, place, id, String(n)])
  }
  const stored = async ({ db }: Database) => {
    const attempts = await db.selectFrom('attempt').select(['id', 'person_id', 'cohort_id']).orderBy('id').execute()
    const jobs = await db.selectFrom('job').select('attempt_id as id').orderBy('attempt_id').execute()
    const events = await db.selectFrom('event').select(['channel', 'body']).orderBy('seq').execute()
    const told = (channel: string, type: string) =>
      events
        .filter((event) => event.channel === channel)
        .map(({ body }) => JSON.parse(body) as { type: string; attempt: string })
        .filter((body) => body.type === type)
        .map(({ attempt }) => attempt)
        .toSorted()
    return { attempts, jobs: jobs.map(({ id }) => id), told }
  }

  it('while it submits: the attempt, its job and what is told are there or not, and submitting again ends with one', {
    timeout: KILLS_WITHIN_MS,
  }, async () => {
    const { place, database } = await school()
    const ids: string[] = []
    for (let n = 1, writes: number | null = null; writes === null; n++) {
      const id = `submission-${String(n).padStart(2, '0')}`
      ids.push(id)
      writes = await run('submit', place, id, n)
      const { attempts, jobs, told } = await stored(database)
      expect(jobs).toEqual(attempts.map((attempt) => attempt.id))
      expect(told('person:ada', 'submitted')).toEqual(jobs)
      expect(told('cohort:a', 'submitted')).toEqual(jobs)
      expect(attempts.every(({ person_id, cohort_id }) => person_id === 'ada' && cohort_id === 'a')).toBe(true)
      // Whatever came before is not touched by what was cut off.
      expect(jobs.length).toBeLessThanOrEqual(n)
      if (writes !== null) expect(n).toBeGreaterThan(5)
    }
    const parts = await partsOf(database, {}, { waiting: 1_000, rate: { burst: 1_000, refillMs: 1 } })
    const worker = await startWorker(parts)
    const { signal } = new AbortController()
    const again = ids.map((id) =>
      parts.submissions.submit({
        person: 'ada',
        id,
        exercise: 'u/e',
        files: { 'a.ts': 'right' },
        locale: 'en',
        signal,
      }),
    )
    const attempts = await Promise.all(again)
    expect(attempts.map(({ id, verdict }) => [id, verdict])).toEqual(ids.map((id) => [id, 'pass']))
    const rows = await database.db.selectFrom('verdict').select(['attempt_id', 'generation']).execute()
    expect(rows.map(({ attempt_id }) => attempt_id).toSorted()).toEqual(ids)
    await worker.drain(10_000)
    await parts.close()
  })

  it('while it grades: another worker comes to the same end, and each is told once', {
    timeout: KILLS_WITHIN_MS,
  }, async () => {
    const { place, database } = await school()
    const parts = await partsOf(
      database,
      { silentMs: 2_000, heartbeatMs: 400 },
      { waiting: 1_000, rate: { burst: 1_000, refillMs: 1 } },
    )
    const ids: string[] = []
    for (let n = 1, writes: number | null = null; writes === null; n++) {
      const id = `submission-${String(n).padStart(2, '0')}`
      ids.push(id)
      const leaving = new AbortController()
      const submission = { person: 'ada', id, exercise: 'u/e', files: { 'a.ts': 'right' }, locale: 'en' as const }
      const submitting = parts.submissions.submit({
        ...submission,
        signal: leaving.signal,
        onStored: () => leaving.abort('leaving'),
      })
      await expect(submitting).rejects.toBe('leaving')
      writes = await run('grade', place, id, n)
    }
    expect(ids.length).toBeGreaterThan(5)
    const worker = await startWorker(parts)
    await until(async () => (await parts.queue.waiting()) === 0, 100_000)
    const rows = await database.db.selectFrom('verdict').select(['attempt_id', 'generation', 'verdict']).execute()
    expect(rows.map(({ attempt_id }) => attempt_id).toSorted()).toEqual(ids)
    const { told } = await stored(database)
    expect(told('person:ada', 'graded')).toEqual(ids)
    expect(told('cohort:a', 'graded')).toEqual(ids)
    expect(await parts.submissions.unfinished('ada', ['u/e'])).toEqual([])
    await worker.drain(10_000)
    await parts.close()
  })
})
