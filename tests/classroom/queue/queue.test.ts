import { describe, expect, it } from 'vitest'
import { openQueue } from '../../../src/sidecar/classroom/queue/open.ts'
import type { GradingJob, GradingQueue, Work } from '../../../src/sidecar/classroom/queue/queue.ts'
import type { Database } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { cohort, decide, handIn, handInWithin, person, silent, until } from './parts.ts'

describe.each(KINDS)('the queue of gradings on %s', (kind) => {
  const base = databases(kind)

  async function school(limits = {}) {
    const database = await base.fresh()
    const people = Array.from({ length: 25 }, (_, n) => `a${n}`)
    for (const id of [...people, 'b0', 'spammer']) await person(database.db, id)
    await cohort(database.db, 'a', [...people, 'spammer'])
    await cohort(database.db, 'b', ['b0'])
    return { database, queue: await openQueue(database, silent, limits) }
  }
  const order = (database: Database, then: (job: GradingJob) => void | Promise<void> = () => {}) => {
    const done: string[] = []
    const work: Work = async (job) => {
      done.push(job.attempt)
      await then(job)
      await decide(database, job, 'w')
    }
    return { done, work }
  }
  const emptied = (queue: GradingQueue) => until(async () => (await queue.waiting()) === 0)
  const tries = (database: Database) => database.db.selectFrom('job').select(['tries', 'lease']).execute()

  it('stores a submission and its job together, does it once, and then keeps nothing of it', async () => {
    const { database, queue } = await school()
    const { done, work } = order(database)
    const open = Promise.withResolvers<void>()
    for (let n = 0; n < 20; n++) await handIn(database, queue, { id: `s${n}`, person: 'a1', cohort: 'a' })
    const worker = await queue.work({
      id: 'w',
      slots: 2,
      work: async (job, signal, last) => {
        await open.promise
        await work(job, signal, last)
      },
    })
    // A retry of what was stored already.
    for (let n = 0; n < 20; n++) await handIn(database, queue, { id: `s${n}`, person: 'a1', cohort: 'a' })
    const failing = database.db.transaction().execute(async (trx) => {
      await handInWithin(trx, queue, { id: 'no', person: 'a1' })
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    open.resolve()
    await emptied(queue)
    expect(done.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `s${n}`).toSorted())
    expect(await database.db.selectFrom('verdict').selectAll().execute()).toHaveLength(20)
    await worker.drain(5_000)
    await queue.close()
  })

  it('lets another cohort’s single submission pass 500, a class pass one who submits 50, and regradings wait', async () => {
    const { database, queue } = await school()
    await database.db.transaction().execute(async (trx) => {
      await handInWithin(trx, queue, { id: 'old', person: 'a0', cohort: 'a' })
      await queue.enqueue(trx, { attempt: 'old', generation: 1, cohort: 'a', person: 'a0', regrade: true })
      for (let n = 0; n < 500; n++) await handInWithin(trx, queue, { id: `a${n}`, person: `a${n % 25}`, cohort: 'a' })
      for (let n = 0; n < 50; n++) await handInWithin(trx, queue, { id: `spam${n}`, person: 'spammer', cohort: 'a' })
    })
    await handIn(database, queue, { id: 'b', person: 'b0', cohort: 'b' })
    expect((await queue.place('b', 0))!.ahead).toBeLessThanOrEqual(1)
    const gate = Promise.withResolvers<void>()
    const { done, work } = order(database, () => (done.length >= 120 ? gate.promise : undefined))
    const worker = await queue.work({ id: 'w', slots: 1, work })
    await until(() => done.length >= 120)
    // One at the very first may have been taken before it was looked at.
    expect(done.indexOf('b')).toBeLessThanOrEqual(2)
    const first = done.slice(0, 30)
    expect(new Set(first.map((id) => (id.startsWith('spam') ? 'spam' : id))).size).toBeGreaterThanOrEqual(28)
    expect(done.filter((id) => id.startsWith('spam')).length).toBeLessThanOrEqual(6)
    // Behind all but itself and the one under way.
    expect((await queue.place('old', 1))!.ahead).toBe((await queue.waiting()) - 2)
    gate.resolve()
    await worker.drain(5_000)
    await queue.close()
  })

  it('tells how many are ahead, and how long it takes once it knows', async () => {
    const { database, queue } = await school()
    for (let n = 0; n < 4; n++) await handIn(database, queue, { id: `s${n}`, person: `a${n}`, cohort: 'a' })
    expect(await queue.place('s0', 0)).toEqual({ ahead: 0, expectedMs: null })
    expect(await queue.place('s3', 0)).toEqual({ ahead: 3, expectedMs: null })
    expect(await queue.place('nobody’s', 0)).toBeNull()
    const gate = Promise.withResolvers<void>()
    const { done, work } = order(database, ({ attempt }) => (attempt === 's0' ? undefined : gate.promise))
    const worker = await queue.work({ id: 'w', slots: 1, work })
    await until(() => done.length === 2)
    expect((await queue.place('s1', 0))!.ahead).toBe(0)
    expect((await queue.place('s3', 0))!.ahead).toBe(1)
    expect(await queue.place('s0', 0)).toBeNull()
    gate.resolve()
    await emptied(queue)
    expect(await queue.place('s3', 0)).toBeNull()
    await worker.drain(5_000)

    // Whoever works next knows how long it took, and says that it is there.
    await handIn(database, queue, { id: 'later', person: 'a5', cohort: 'a' })
    expect((await queue.place('later', 0))!.expectedMs).toBeNull()
    const held = Promise.withResolvers<void>()
    const next = await queue.work({ id: 'w', slots: 1, work: order(database, () => held.promise).work })
    await until(async () => (await tries(database))[0]?.lease !== null)
    await handIn(database, queue, { id: 'last', person: 'a6', cohort: 'a' })
    expect(await queue.place('last', 0)).toMatchObject({ ahead: 0, expectedMs: expect.any(Number) })
    held.resolve()
    await emptied(queue)
    await next.drain(5_000)
    await queue.close()
  })

  it('tries again what failed, later, and says when it is the last time', async () => {
    const { database, queue } = await school({ tries: 2, retryMs: 100 })
    const told: boolean[] = []
    const worker = await queue.work({
      id: 'w',
      slots: 1,
      async work(job, _signal, last) {
        told.push(last)
        if (!last) throw new Error('ours')
        await decide(database, job, 'w')
      },
    })
    await handIn(database, queue, { id: 's', person: 'a1', cohort: 'a' })
    await emptied(queue)
    expect(told).toEqual([false, true])
    await worker.drain(5_000)
    await queue.close()
  })

  it('lets what is under way end when it is drained, takes nothing further, and hands the rest back at once', async () => {
    const { database, queue } = await school()
    const gate = Promise.withResolvers<void>()
    let begun = 0
    const worker = await queue.work({
      id: 'one',
      slots: 2,
      async work(job, signal) {
        begun++
        // The first ends by itself; the second would never.
        if (job.attempt === 's0') await gate.promise
        else await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
        await decide(database, job, 'one')
      },
    })
    for (let n = 0; n < 4; n++) await handIn(database, queue, { id: `s${n}`, person: `a${n}`, cohort: 'a' })
    await until(() => begun === 2)
    const drained = worker.drain(300)
    gate.resolve()
    await drained
    expect(begun).toBe(2)
    const verdicts = () => database.db.selectFrom('verdict').select(['attempt_id', 'worker']).execute()
    expect(await verdicts()).toEqual([{ attempt_id: 's0', worker: 'one' }])
    // The one handed back is not counted as tried, and nobody holds it.
    expect(await tries(database)).toEqual([
      { tries: 0, lease: null },
      { tries: 0, lease: null },
      { tries: 0, lease: null },
    ])
    const { done, work } = order(database)
    const other = await queue.work({ id: 'two', slots: 1, work })
    await emptied(queue)
    expect(done.toSorted()).toEqual(['s1', 's2', 's3'])
    await other.drain(5_000)
    await queue.close()
  })

  it('forgets a job whose attempt is gone', async () => {
    const { database, queue } = await school()
    await handIn(database, queue, { id: 'gone', person: 'a1', cohort: 'a' })
    await database.db.deleteFrom('person').where('id', '=', 'a1').execute()
    await handIn(database, queue, { id: 's', person: 'a2', cohort: 'a' })
    const { done, work } = order(database)
    const worker = await queue.work({ id: 'w', slots: 1, work })
    await emptied(queue)
    expect(done).toEqual(['s'])
    await worker.drain(5_000)
    await queue.close()
  })

  if (kind === 'postgres')
    it('queues again what stands in line but graphile-worker does not know', async () => {
      const { database, queue } = await school()
      await handIn(database, queue, { id: 's', person: 'a1', cohort: 'a' })
      await database.pool!.query('delete from graphile_worker._private_jobs')
      await queue.close()
      const again = await openQueue(database, silent)
      const { done, work } = order(database)
      const worker = await again.work({ id: 'w', slots: 1, work })
      await emptied(again)
      expect(done).toEqual(['s'])
      await worker.drain(5_000)
      await again.close()
    })
})
