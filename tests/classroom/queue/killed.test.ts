import { describe, expect, it } from 'vitest'
import { openQueue } from '../../../src/sidecar/classroom/queue/open.ts'
import { type Database, migrate } from '../../../src/sidecar/database/database.ts'
import { retrying } from '../../../src/sidecar/database/transient.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { cohort, handIn, person, silent, until } from './parts.ts'
import { startWorker, type WorkerProcess } from './processes.ts'

const SUBMISSIONS = 120

describe.each(KINDS)('workers that are killed, on %s', (kind) => {
  const base = databases(kind)

  /** Attempts, those with a verdict, and all verdicts. */
  async function audit({ db }: Database) {
    const attempts = await db.selectFrom('attempt').select(['id', 'generation']).execute()
    const verdicts = await db.selectFrom('verdict').select(['attempt_id', 'generation', 'worker']).execute()
    const jobs = await db.selectFrom('job').selectAll().execute()
    const current = attempts.filter(({ id, generation }) =>
      verdicts.some((verdict) => verdict.attempt_id === id && verdict.generation === generation),
    )
    return { attempts: attempts.length, current: current.length, verdicts: verdicts.length, jobs: jobs.length }
  }

  it('lose no submission and decide none twice, however they end, also while the database restarts', async () => {
    const place = await base.place()
    const database = await base.open(place)
    await migrate(database)
    const people = Array.from({ length: 6 }, (_, n) => `p${n}`)
    for (const id of people) await person(database.db, id)
    await cohort(database.db, 'a', people)
    const queue = await openQueue(database, silent)
    const workers = await Promise.all(['one', 'two', 'three'].map((name) => startWorker(kind, place, name)))
    const third = workers[2]!
    let handed = false
    const emptied = async () => handed && (await retrying(() => queue.waiting())) === 0
    /** Has work in its hands; or there is none left, where the others were quick. */
    const begins = (worker: WorkerProcess) => {
      const before = worker.begun.length
      return until(async () => worker.begun.length > before || (await emptied()))
    }

    const handing = (async () => {
      for (let n = 0; n < SUBMISSIONS; n++)
        await handIn(database, queue, { id: `s${n}`, person: people[n % 6]!, cohort: 'a' })
      handed = true
    })()
    await begins(workers[0]!)
    await workers[0]!.kill()
    await begins(third)
    const restart = base.postgres()?.restart()
    await handing
    await restart
    await begins(workers[1]!)
    await workers[1]!.kill()
    workers.push(await startWorker(kind, place, 'four'))

    await until(emptied, 100_000)
    const survivors = [third, workers[3]!]
    // Ended in order: had a rejection that nobody handled ended one, it could not say so.
    expect(await Promise.all(survivors.map((worker) => worker.stop()))).toEqual([true, true])
    const whole = { attempts: SUBMISSIONS, current: SUBMISSIONS, verdicts: SUBMISSIONS, jobs: 0 }
    expect(await audit(database)).toEqual(whole)
    const begun = workers.flatMap((worker) => worker.begun)
    expect(new Set(begun).size).toBe(SUBMISSIONS)
    await queue.close()
  })
})
