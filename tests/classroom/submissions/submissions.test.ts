import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LABS, ROOT } from '../../../src/course/load.ts'
import { openGrader } from '../../../src/sidecar/grader/grader.ts'
import type { Place } from '../../../src/sidecar/submissions/types.ts'
import { SubmissionRefusal } from '../../../src/sidecar/submissions/types.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { fullTier } from '../../support/tier.ts'
import { cohort, person, until } from '../queue/parts.ts'
import { type Parts, partsOf, saying, startWorker } from './parts.ts'

const SUBNET = 'networks/ipv4-subnet'
const text = (what: string) => ({ 'ipv4.ts': readFileSync(join(LABS, SUBNET, what, 'ipv4.ts'), 'utf8') })

describe.each(KINDS)('submissions of a classroom on %s', (kind) => {
  const base = databases(kind)

  async function school(rules = {}) {
    const database = await base.fresh()
    for (const id of ['ada', 'bob']) await person(database.db, id)
    await cohort(database.db, 'a', ['ada', 'bob'])
    return partsOf(database, { retryMs: 50 }, rules)
  }
  const one = (id: string, more: object = {}) => ({
    person: 'ada',
    id,
    exercise: 'u/e',
    files: { 'a.ts': 'right' },
    locale: 'en' as const,
    signal: new AbortController().signal,
    ...more,
  })
  /** Stored, and waited for by nobody. */
  async function leave({ submissions }: Parts, id: string, more: object = {}): Promise<void> {
    const leaving = new AbortController()
    const submitting = submissions.submit({
      ...one(id, more),
      signal: leaving.signal,
      onStored: () => leaving.abort('leaving'),
    })
    await expect(submitting).rejects.toBe('leaving')
  }
  const refused = (code: string) => expect.objectContaining({ name: SubmissionRefusal.name, code })

  it('are stored before they are acknowledged, told their place, and given the verdict of whoever grades', async () => {
    const parts = await school()
    const { submissions, database } = parts
    const places: Place[] = []
    let storedFirst = false
    await leave(parts, 'earlier-1', { person: 'bob' })
    const submitting = submissions.submit({
      ...one('mine-1', { versions: { 'a.ts': '2026-01-01T00:00:00.000Z' } }),
      onStored: () => {
        storedFirst = places.length === 0
      },
      onPlace: (place: Place) => places.push(place),
    })
    await until(() => places.length > 0)
    expect(storedFirst).toBe(true)
    expect(places[0]).toEqual({ ahead: 1, expectedMs: null })
    const worker = await startWorker(parts, 'machine-7')
    const attempt = await submitting
    expect(attempt).toMatchObject({ id: 'mine-1', exercise: 'u/e', verdict: 'pass', points: 3, maxPoints: 3, seed: 7 })
    expect(attempt.files).toEqual({ 'a.ts': '2026-01-01T00:00:00.000Z' })
    // Again under the same id: the same attempt, at once, whatever the worker does.
    await worker.drain(10_000)
    expect(await submissions.submit(one('mine-1'))).toEqual(attempt)
    const verdicts = await database.db.selectFrom('verdict').selectAll().orderBy('attempt_id').execute()
    expect(verdicts.map(({ attempt_id, worker }) => [attempt_id, worker])).toEqual([
      ['earlier-1', 'machine-7'],
      ['mine-1', 'machine-7'],
    ])
    expect(JSON.parse(verdicts[1]!.provenance)).toMatchObject({ provenance: 'hosted', versions: { spec: 's' } })
    await parts.close()
  })

  it('are graded into the account that handed them in, and told to it and to its class alone', async () => {
    const parts = await school()
    const { submissions, bus, database } = parts
    const heard: [string, string][] = []
    for (const channel of ['person:ada', 'person:bob', 'cohort:a'] as const)
      await bus.subscribe(channel, ({ body }) => heard.push([channel, `${body.type} ${body.attempt}`]))
    const worker = await startWorker(parts)
    await Promise.all([
      submissions.submit(one('of-ada', { files: { 'a.ts': 'right' } })),
      submissions.submit(one('of-bob', { person: 'bob', files: { 'a.ts': 'wrong' } })),
    ])
    const rows = await database.db
      .selectFrom('attempt')
      .innerJoin('verdict', 'verdict.attempt_id', 'attempt.id')
      .select(['person_id', 'cohort_id', 'verdict'])
      .orderBy('person_id')
      .execute()
    expect(rows).toEqual([
      { person_id: 'ada', cohort_id: 'a', verdict: 'pass' },
      { person_id: 'bob', cohort_id: 'a', verdict: 'fail' },
    ])
    await until(() => heard.filter(([channel]) => channel === 'cohort:a').length === 4)
    const of = (name: string) => heard.filter(([channel]) => channel === name).map(([, what]) => what)
    expect(of('person:ada')).toEqual(['submitted of-ada', 'graded of-ada'])
    expect(of('person:bob')).toEqual(['submitted of-bob', 'graded of-bob'])
    await expect(submissions.submit(one('of-ada', { person: 'bob' }))).rejects.toEqual(refused('SUBMISSION_ID_TAKEN'))
    await worker.drain(10_000)
    await parts.close()
  })

  it('are refused beyond a rate and a number that waits, in the learner’s language, and nothing of it is stored', async () => {
    const parts = await school({ waiting: 3, rate: { burst: 4, refillMs: 3_600_000 } })
    const { submissions, database } = parts
    for (let n = 0; n < 3; n++) await leave(parts, `s${n}`)
    const waiting = submissions.submit(one('one-more', { locale: 'zh-cn' }))
    await expect(waiting).rejects.toEqual(refused('SUBMISSIONS_WAITING'))
    await expect(waiting).rejects.toThrow('正在等待评分')
    // Somebody else's do not count.
    await leave(parts, 'bob-1', { person: 'bob' })
    const worker = await startWorker(parts)
    await until(async () => (await parts.queue.waiting()) === 0)
    await submissions.submit(one('fourth'))
    await expect(submissions.submit(one('fifth'))).rejects.toEqual(refused('SUBMITTED_TOO_OFTEN'))
    const ids = (await database.db.selectFrom('attempt').select('id').execute()).map(({ id }) => id).toSorted()
    expect(ids).toEqual(['bob-1', 'fourth', 's0', 's1', 's2'])
    // What was taken before is answered all the same.
    expect((await submissions.submit(one('s0'))).id).toBe('s0')
    await worker.drain(10_000)
    await parts.close()
  })

  it('of one learner at the same time cannot both be the last attempt', async () => {
    const parts = await school()
    const { db } = parts.database
    const times = { opens_at: null, due_at: null, closes_at: null, released_at: null, created_at: 0 }
    const late = JSON.stringify({ percentPerDay: 0, floorPercent: 0, graceMinutes: 0 })
    await db
      .insertInto('assignment')
      .values({
        id: 'once',
        cohort_id: 'a',
        title: 'Once',
        late,
        attempt_limit: 1,
        cooldown_ms: 0,
        hidden_tests: 'never',
        keep: 'best',
        ...times,
      })
      .execute()
    const item = { assignment_id: 'once', position: 0, kind: 'exercise', ref: 'u/e', points: 1 } as const
    await db.insertInto('assignment_item').values(item).execute()
    const both = await Promise.allSettled([leave(parts, 'first'), leave(parts, 'second')])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await db.selectFrom('attempt').select('id').execute()).toHaveLength(1)
    expect(await db.selectFrom('job').select('id').execute()).toHaveLength(1)
    await expect(parts.submissions.submit(one('third'))).rejects.toEqual(refused('NO_ATTEMPTS_LEFT'))
    await parts.close()
  })

  it('can be withdrawn until somebody grades them, and can be left and found again', async () => {
    const parts = await school()
    const { submissions, database } = parts
    await leave(parts, 'left')
    const withdrawing = new AbortController()
    const withdrawn = submissions.submit({
      ...one('withdrawn'),
      signal: withdrawing.signal,
      onPlace: () => withdrawing.abort('withdrawn'),
    })
    await expect(withdrawn).rejects.toBe('withdrawn')
    const found = await submissions.unfinished('ada', ['u/e', 'u/other'])
    expect(found).toMatchObject([
      { person: 'ada', id: 'left', exercise: 'u/e', files: { 'a.ts': 'right' }, locale: 'en' },
    ])
    expect(await submissions.unfinished('bob', ['u/e'])).toEqual([])
    const worker = await startWorker(parts)
    expect((await submissions.submit({ ...found[0]!, signal: new AbortController().signal })).verdict).toBe('pass')
    await until(async () => (await parts.queue.waiting()) === 0)
    expect(await database.db.selectFrom('verdict').select('attempt_id').execute()).toEqual([{ attempt_id: 'left' }])
    await worker.drain(10_000)
    await parts.close()
  })

  it('are graded again when the error was ours, and told it once it stays', async () => {
    const parts = await school()
    let gradings = 0
    const problem = { code: 'GRADER_FAULT', message: 'the machine was taken ill' }
    const ill = saying(({ exercise }) => {
      if (exercise === 'u/odd') throw Object.assign(new Error('no such exercise'), { code: 'EXERCISE_UNKNOWN' })
      return ++gradings === 1 ? { verdict: 'error', points: 0, problem } : {}
    })
    await parts.queue.close()
    const again = await partsOf(parts.database, { retryMs: 50, tries: 2 })
    const worker = await startWorker(again, 'w', ill)
    const [mended, lasting] = await Promise.all([
      again.submissions.submit(one('mended')),
      again.submissions.submit(one('lasting', { person: 'bob', exercise: 'u/odd' })),
    ])
    expect([mended.verdict, gradings]).toEqual(['pass', 2])
    expect(lasting).toMatchObject({ verdict: 'error', points: 0, problem: { code: 'GRADER_FAULT' } })
    await worker.drain(10_000)
    await again.close()
    await parts.bus.close()
  })

  if (kind === 'sqlite')
    it('are graded by the grader itself', async () => {
      const parts = await school()
      const grader = openGrader({ slots: 1 })
      const worker = await startWorker(parts, 'real', grader)
      const [right, wrong] = await Promise.all([
        parts.submissions.submit(one('right', { exercise: SUBNET, files: text('solution') })),
        parts.submissions.submit(one('wrong', { exercise: SUBNET, files: text('mutants/signed'), locale: 'zh-cn' })),
      ])
      expect(right).toMatchObject({ verdict: 'pass', points: right.maxPoints })
      expect(wrong.verdict).toBe('fail')
      expect(wrong.points).toBeLessThan(wrong.maxPoints)
      await worker.drain(30_000)
      await grader.close()
      await parts.close()
    })

  if (kind === 'postgres')
    it('are graded by “wirebook worker”, which ends in order', async (context) => {
      fullTier(context)
      const parts = await school()
      const words = [join(ROOT, 'bin/wirebook'), 'worker', '--classroom', parts.database.where, '--slots', '1']
      const child = spawn('sh', words, { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      const exit = once(child, 'exit')
      const attempts = await Promise.all([
        parts.submissions.submit(one('right', { exercise: SUBNET, files: text('solution') })),
        parts.submissions.submit(one('wrong', { person: 'bob', exercise: SUBNET, files: text('mutants/signed') })),
      ])
      expect(attempts.map(({ verdict }) => verdict)).toEqual(['pass', 'fail'])
      child.kill('SIGTERM')
      expect(await exit).toEqual([0, null])
      expect(said).toContain('grading for postgres://')
      expect(await parts.queue.waiting()).toBe(0)
      // It says that it is gone: nobody counts on its slots.
      expect(await parts.database.db.selectFrom('worker').select(['slots', 'seen_at']).execute()).toEqual([
        { slots: 1, seen_at: 0 },
      ])
      await parts.close()
    })
})
