import { describe, expect, it } from 'vitest'
import type { Attempt } from '../../../src/protocol/messages.ts'
import { createAssignment, release } from '../../../src/sidecar/classroom/assignments/store.ts'
import { shownTo } from '../../../src/sidecar/classroom/submissions/shown.ts'
import { openStore } from '../../../src/sidecar/store/open.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { cohort, member } from '../support/people.ts'

const attemptAt = (at: string, exercise: string): Attempt => {
  const hidden = { points: 0, maxPoints: 1, message: 'SECRET', visibility: 'hidden' as const }
  const tests = [{ id: 'edge', title: 'SECRET', state: 'failed' as const, ...hidden }]
  return { exercise, at, verdict: 'fail', points: 0, maxPoints: 1, seed: 1, ms: 1, tests, printed: '' }
}

describe.each(KINDS)('past attempts on %s', (kind) => {
  const base = databases(kind)

  it('are read back without what hidden tests said, until the assignment allows it', async () => {
    const database = await base.fresh()
    const { db } = database
    const ours = await cohort(db)
    const ann = await member(db, ours, 'Ann')
    const store = openStore(database, { shown: shownTo({ database, clock: () => 100 }) }).of(ann)
    await store.addAttempt(attemptAt('2026-01-01T00:00:00.000Z', 'tcp/asked'))
    await store.addAttempt(attemptAt('2026-01-01T00:00:01.000Z', 'tcp/practice'))
    const items = [{ kind: 'exercise' as const, ref: 'tcp/asked', points: 1 }]
    const open = {
      opensAt: null,
      dueAt: null,
      closesAt: null,
      attemptLimit: null,
      cooldownMs: 0,
      keep: 'best' as const,
    }
    const late = { percentPerDay: 0, floorPercent: 0, graceMinutes: 0 }
    const { id } = await db
      .transaction()
      .execute((trx) =>
        createAssignment(trx, ours, { title: 'W', items, ...open, late, hiddenTests: 'after-release' }, 1),
      )
    const asked = async () => JSON.stringify(await store.attempts(['tcp/asked'], 10))
    expect(await asked()).not.toContain('SECRET')
    expect(JSON.stringify(await store.attempts(['tcp/practice'], 10))).toContain('SECRET')
    expect(JSON.stringify((await store.everything(10)).attempts).match(/SECRET/g)).toHaveLength(2)
    await db.transaction().execute((trx) => release(trx, ours, id, 100))
    expect(await asked()).toContain('SECRET')
  })
})
