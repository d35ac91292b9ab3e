/** What a worker does with a job: grades the attempt as it is stored, and stores the verdict with what is told of it. */
import { CourseError } from '../../../course/load.ts'
import type { Attempt } from '../../../protocol/messages.ts'
import type { Row } from '../../database/schema.ts'
import { RETRY, retrying } from '../../database/transient.ts'
import type { Grader, Locale, Verdict } from '../../grader/types.ts'
import { sidecarWords, told, toldOf } from '../../words/index.ts'
import type { Classroom } from '../classroom.ts'
import { owed } from '../lti/owed.ts'
import type { Work } from '../queue/queue.ts'
import { tell } from './events.ts'

export const WORK_LIMITS = {
  /** A verdict that is there is not given up because the database is away for a while: tries, as in `RETRY`. */
  storeTries: 6_000,
}

export type WorkParts = Pick<Classroom, 'database' | 'bus' | 'clock'> & {
  grader: () => Promise<Grader>
  /** Goes into the verdict. */
  worker: string
}

/** An error of ours, not the submission's: it is graded again. */
export class GradingFailed extends Error {
  override name = 'GradingFailed'
}

type Graded = { attempt: Attempt; provenance: object }

export function gradingWork(parts: WorkParts): Work {
  const { db } = parts.database
  return async ({ attempt: id, generation }, signal, last) => {
    const attempt = await retrying(() => db.selectFrom('attempt').selectAll().where('id', '=', id).executeTakeFirst())
    // Gone with its person, or withdrawn.
    if (!attempt) return
    const has = await retrying(() =>
      db
        .selectFrom('verdict')
        .select('at')
        .where('attempt_id', '=', id)
        .where('generation', '=', generation)
        .executeTakeFirst(),
    )
    if (has) return
    const graded = await grade(parts, attempt, signal, last)
    await store(parts, attempt, generation, graded)
  }
}

async function grade(parts: WorkParts, row: Row<'attempt'>, signal: AbortSignal, last: boolean): Promise<Graded> {
  const { exercise } = row
  const locale = row.locale as Locale
  const files = JSON.parse(row.files) as Record<string, string>
  let verdict: Verdict
  try {
    verdict = await (await parts.grader()).grade({ exercise, files, locale }, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!last) throw error
    return failed(row, error)
  }
  if (verdict.verdict === 'error' && !last)
    throw new GradingFailed(`${verdict.problem?.code ?? 'GRADER_FAULT'}: ${verdict.problem?.message ?? ''}`)
  const { version: _, provenance, versions, job, ...result } = verdict
  return {
    attempt: { ...result, at: momentOf(row), ...versionsOf(row) },
    provenance: { provenance, versions, job, seed: verdict.seed },
  }
}

/** All tries failed: that is told as it is, and counts for nothing. */
async function failed(row: Row<'attempt'>, error: unknown): Promise<Graded> {
  const code = error instanceof CourseError ? error.code : 'GRADER_FAULT'
  const message = told(await sidecarWords(row.locale as Locale), toldOf(error))
  return {
    attempt: {
      exercise: row.exercise,
      at: momentOf(row),
      verdict: 'error',
      points: 0,
      maxPoints: 0,
      seed: 0,
      ms: 0,
      tests: [],
      problem: { code, message },
      printed: '',
      ...versionsOf(row),
    },
    provenance: {},
  }
}

function momentOf(row: Row<'attempt'>): string {
  return new Date(row.submitted_at).toISOString()
}

function versionsOf({ versions }: Row<'attempt'>): Pick<Attempt, 'files'> {
  return versions === null ? {} : { files: JSON.parse(versions) as Record<string, string | null> }
}

/** The first verdict of an attempt and generation stays. Whose it is stands in the attempt, and nowhere else. */
async function store(
  { database, bus, clock, worker }: WorkParts,
  { id, person_id: person, cohort_id: cohort, exercise }: Row<'attempt'>,
  generation: number,
  { attempt, provenance }: Graded,
): Promise<void> {
  const { verdict, points, maxPoints } = attempt
  const at = clock()
  const storing = () =>
    database.db.transaction().execute(async (trx) => {
      const still = await trx.selectFrom('attempt').select('id').where('id', '=', id).executeTakeFirst()
      if (!still) return
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('verdict')
        .values({
          attempt_id: id,
          generation,
          verdict,
          points,
          max_points: maxPoints,
          result: JSON.stringify(attempt),
          provenance: JSON.stringify(provenance),
          worker,
          at,
        })
        .onConflict((conflict) => conflict.columns(['attempt_id', 'generation']).doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n) return
      // Of a regrade only when it is applied.
      if (generation === 0) await owed(trx, { person, exercise, attempt: id }, at)
      await tell(trx, bus, cohort, {
        type: 'graded',
        attempt: id,
        generation,
        person,
        exercise,
        verdict,
        points,
        maxPoints,
        at,
      })
    })
  await retrying(storing, { tries: WORK_LIMITS.storeTries, pauseMs: RETRY.pauseMs })
}
