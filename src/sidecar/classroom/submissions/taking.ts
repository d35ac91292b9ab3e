/**
 * Taking a submission: whether it may be, and then the attempt, its job and what is told of it, in one transaction. What
 * was taken already is not taken again, whatever has changed since.
 */
import type { Kind } from '../../database/columns.ts'
import type { Trx } from '../../database/database.ts'
import { storedBytes } from '../../store/stored-bytes.ts'
import type { Submission } from '../../submissions/types.ts'
import { SubmissionRefusal } from '../../submissions/types.ts'
import { admission } from '../assignments/admission.ts'
import { whenText } from '../assignments/when.ts'
import { take } from '../http/bucket.ts'
import type { Bus } from '../live/bus.ts'
import type { GradingQueue } from '../queue/queue.ts'
import { wordsFor } from '../words/index.ts'
import { tell } from './events.ts'
import type { SubmissionRules } from './limits.ts'

export type Taking = { kind: Kind; queue: GradingQueue; bus: Bus; rules: SubmissionRules }

/** Throws SubmissionRefusal. */
export async function takeSubmission(trx: Trx, parts: Taking, submission: Submission, now: number): Promise<void> {
  const { person, id, exercise, files, versions, locale } = submission
  const words = wordsFor(locale)
  // One at a time of each person, so that two at once cannot both be the last attempt. SQLite has one writer anyway.
  if (parts.kind === 'postgres')
    await trx.selectFrom('person').select('id').where('id', '=', person).forUpdate().executeTakeFirst()
  const known = await trx
    .selectFrom('attempt')
    .select(['person_id', 'exercise'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (known) {
    if (known.person_id === person && known.exercise === exercise) return
    throw new SubmissionRefusal('SUBMISSION_ID_TAKEN', words.submissionIdTaken())
  }
  const bytes = Object.entries(files).reduce((sum, [name, text]) => sum + Buffer.byteLength(name + text), 0)
  if (bytes > parts.rules.bytes)
    throw new SubmissionRefusal('SUBMISSION_TOO_LARGE', words.submissionTooLarge(parts.rules.bytes))
  if ((await storedBytes(trx, person)) + bytes > parts.rules.personBytes)
    throw new SubmissionRefusal('STORE_PERSON_FULL', words.submissionNoRoom(parts.rules.personBytes >> 20))
  const admitted = await admission(trx, person, exercise, now)
  if (!admitted.ok) throw refusalOf(admitted, locale)
  await refuseTooMany(trx, parts.rules, submission, now)

  await trx
    .insertInto('attempt')
    .values({
      id,
      person_id: person,
      cohort_id: admitted.cohort,
      exercise,
      locale,
      files: JSON.stringify(files),
      versions: versions ? JSON.stringify(versions) : null,
      submitted_at: now,
    })
    .execute()
  const job = { attempt: id, generation: 0, cohort: admitted.cohort, person, regrade: false }
  await parts.queue.enqueue(trx, job)
  await tell(trx, parts.bus, admitted.cohort, { type: 'submitted', attempt: id, person, exercise, at: now })
}

async function refuseTooMany(
  trx: Trx,
  { waiting, rate }: SubmissionRules,
  { person, locale }: Submission,
  now: number,
): Promise<void> {
  const words = wordsFor(locale)
  const { count } = await trx
    .selectFrom('job')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('person_id', '=', person)
    .where('generation', '=', 0)
    .executeTakeFirstOrThrow()
  if (count >= waiting) throw new SubmissionRefusal('SUBMISSIONS_WAITING', words.submissionsWaiting(count))
  const waitMs = await take(trx, `submit:${person}`, rate, now)
  if (waitMs > 0) throw new SubmissionRefusal('SUBMITTED_TOO_OFTEN', words.submittedTooOften(Math.ceil(waitMs / 1_000)))
}

type Refused = Extract<Awaited<ReturnType<typeof admission>>, { ok: false }>

function refusalOf({ why, title, at, timeZone, limit }: Refused, locale: Submission['locale']): SubmissionRefusal {
  const words = wordsFor(locale)
  const when = whenText(at, timeZone, locale)
  switch (why) {
    case 'NOT_OPEN_YET':
      return new SubmissionRefusal(why, words.notOpenYet(title, when))
    case 'CLOSED':
      return new SubmissionRefusal(why, words.closed(title, when))
    case 'NO_ATTEMPTS_LEFT':
      return new SubmissionRefusal(why, words.noAttemptsLeft(title, limit))
    case 'COOLING_DOWN':
      return new SubmissionRefusal(why, words.coolingDown(title, when))
    default:
      return why satisfies never
  }
}
