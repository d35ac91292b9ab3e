import { describe, expect, it } from 'vitest'
import { lower, ownHand, present, progressed, raise } from '../../../src/sidecar/classroom/view/here.ts'
import { attemptOfLearner, classViewOf, HERE_MS, insight } from '../../../src/sidecar/classroom/view/view.ts'
import type { Db, Trx } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { attempt, cohort, member } from '../support/people.ts'

const within = <T>(db: Db, work: (trx: Trx) => Promise<T>) => db.transaction().execute(work)

describe.each(KINDS)('the class view on %s', (kind) => {
  const base = databases(kind)

  it('shows where each learner is, what is done, what fails, and who has raised a hand, of this cohort alone', async () => {
    const { db } = await base.fresh()
    const [ours, theirs] = [await cohort(db), await cohort(db, 'Other')]
    const [ann, bob] = [await member(db, ours, 'Ann'), await member(db, ours, 'Bob')]
    await member(db, ours, 'Ida', 'instructor')
    const eve = await member(db, theirs, 'Eve')
    const at = { lesson: 'tcp/handshake', cell: 'lab:tcp/handshake-1' }
    expect(await within(db, (trx) => present(trx, { cohort: ours, person: ann, ...at, now: 1_000 }, HERE_MS))).toBe(
      true,
    )
    expect(await within(db, (trx) => present(trx, { cohort: ours, person: ann, ...at, now: 2_000 }, HERE_MS))).toBe(
      false,
    )
    await within(db, (trx) =>
      progressed(trx, ann, 'tcp/handshake', { read: true, cells: 4, cellsDone: 4, done: true }, 3_000),
    )
    await within(db, (trx) =>
      progressed(trx, ann, 'tcp/handshake', { read: false, cells: 4, cellsDone: 1, done: false }, 9_000),
    )
    await attempt(db, { person: bob, cohort: ours, exercise: 'tcp/one', at: 5, points: 3 })
    await attempt(db, { person: eve, cohort: theirs, exercise: 'tcp/one', at: 5, points: 3 })
    await within(db, (trx) => raise(trx, { cohort: ours, person: bob, lesson: 'tcp/close', cell: null, now: 4_000 }))

    const view = await classViewOf(db, ours, 2_000 + HERE_MS)
    expect(view.learners.map(({ name }) => name)).toEqual(['Ann', 'Bob'])
    const [one, two] = view.learners
    expect(one).toMatchObject({
      presence: { ...at, at: 2_000, here: true },
      lessons: { 'tcp/handshake': { done: true, cells: 4, cellsDone: 4 } },
      hand: null,
    })
    expect(two).toMatchObject({
      presence: null,
      hand: { lesson: 'tcp/close', at: 4_000 },
      exercises: [{ exercise: 'tcp/one' }],
    })
    expect(view.hands).toEqual([bob])
    expect((await classViewOf(db, ours, 2_001 + HERE_MS)).learners[0]!.presence!.here).toBe(false)
  })

  it('keeps the queue of hands: one a learner, first raised first answered, answered once', async () => {
    const { db } = await base.fresh()
    const ours = await cohort(db)
    const [ann, bob] = [await member(db, ours, 'Ann'), await member(db, ours, 'Bob')]
    const hand = (person: string, lesson: string, now: number) =>
      within(db, (trx) => raise(trx, { cohort: ours, person, lesson, cell: null, now }))
    await hand(bob, 'tcp/a', 1)
    expect(await hand(ann, 'tcp/a', 2)).toMatchObject({ ahead: 1 })
    const moved = await hand(bob, 'tcp/b', 3)
    expect(moved).toMatchObject({ ahead: 0, lesson: 'tcp/b', at: 1 })
    expect(await within(db, (trx) => lower(trx, ours, { id: moved.id }, 'i', 4))).toMatchObject({
      person: bob,
      lesson: 'tcp/b',
    })
    expect(await within(db, (trx) => lower(trx, ours, { id: moved.id }, 'j', 5))).toBeNull()
    expect(await within(db, (trx) => ownHand(trx, ours, ann))).toMatchObject({ ahead: 0 })
    const other = await cohort(db, 'Other')
    const up = await hand(bob, 'tcp/a', 6)
    expect(await within(db, (trx) => lower(trx, other, { id: up.id }, 'i', 7))).toBeNull()
  })

  it('gives an attempt only of the learner and the cohort it is of', async () => {
    const { db } = await base.fresh()
    const [ours, theirs] = [await cohort(db), await cohort(db, 'Other')]
    const [ann, bob] = [await member(db, ours, 'Ann'), await member(db, ours, 'Bob')]
    const id = await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 5, points: 3 })
    expect(await attemptOfLearner(db, ours, ann, id)).toMatchObject({ id, files: { 'main.ts': '' } })
    expect(await attemptOfLearner(db, ours, bob, id)).toBeNull()
    expect(await attemptOfLearner(db, theirs, ann, id)).toBeNull()
  })

  it('counts of each learner the latest attempt', async () => {
    const { db } = await base.fresh()
    const ours = await cohort(db)
    const ann = await member(db, ours, 'Ann')
    await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 5, points: 3 })
    await attempt(db, { person: ann, cohort: ours, exercise: 'tcp/one', at: 6, points: 10 })
    expect(await insight(db, ours, 'tcp/one')).toMatchObject({ tried: 1 })
    expect(await insight(db, ours, 'tcp/two')).toMatchObject({ tried: 0, tests: [] })
  })
})
