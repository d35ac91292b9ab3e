/** A classroom's submissions: stored with their job, graded by whichever worker comes to it, and awaited here. */

import type { Attempt } from '../../../protocol/messages.ts'
import { retrying } from '../../database/transient.ts'
import { readAttempt, readUnfinished } from '../../store/attempts.ts'
import type { Leaving, Place, Submission, Submissions, Watching } from '../../submissions/types.ts'
import { mayReadHidden } from '../assignments/admission.ts'
import { withoutHidden } from '../assignments/hidden.ts'
import type { Classroom } from '../classroom.ts'
import { wordsFor } from '../words/index.ts'
import { isGraded } from './events.ts'
import { SUBMISSION_RULES, type SubmissionRules } from './limits.ts'
import { takeSubmission } from './taking.ts'

export type SubmissionParts = Pick<Classroom, 'database' | 'queue' | 'bus' | 'clock'> & {
  rules?: Partial<SubmissionRules>
}

export class QueuedSubmissions implements Submissions {
  readonly #parts: SubmissionParts
  readonly #rules: SubmissionRules

  constructor(parts: SubmissionParts) {
    this.#parts = parts
    this.#rules = { ...SUBMISSION_RULES, ...parts.rules }
  }

  async submit({ signal, onStored, onPlace, ...submission }: Submission & Watching): Promise<Attempt> {
    const { database, queue, bus, clock } = this.#parts
    signal.throwIfAborted()
    const taking = { kind: database.kind, queue, bus, rules: this.#rules }
    const now = clock()
    await retrying(() => database.db.transaction().execute((trx) => takeSubmission(trx, taking, submission, now)))
    onStored?.()
    try {
      return await this.#shown(await this.#verdict(submission, signal, onPlace), submission)
    } catch (error) {
      if (signal.reason === ('withdrawn' satisfies Leaving)) await this.#withdraw(submission)
      throw error
    }
  }

  async unfinished(person: string, exercises: readonly string[]): Promise<Submission[]> {
    const found = await retrying(() => readUnfinished(this.#parts.database.db, person, exercises))
    return found.map((one) => ({ ...one, person }))
  }

  /** As its learner may see it. */
  async #shown(attempt: Attempt, { person, exercise, locale }: Submission): Promise<Attempt> {
    const { database, clock } = this.#parts
    const may = await retrying(() => mayReadHidden(database.db, person, exercise, clock()))
    return may ? attempt : withoutHidden(attempt, wordsFor(locale))
  }

  /**
   * Waits for the bus to tell of it; looks by itself, too, each time it looks for the place, so that an event nobody told
   * costs a moment and not the verdict.
   */
  async #verdict(
    { person, id }: Submission,
    signal: AbortSignal,
    onPlace: ((place: Place) => void) | undefined,
  ): Promise<Attempt> {
    const { database, bus } = this.#parts
    let look = Promise.withResolvers<void>()
    const again = () => look.resolve()
    signal.addEventListener('abort', again)
    const end = await bus.subscribe(`person:${person}`, ({ body }) => isGraded(body, id) && again())
    let told = ''
    try {
      for (;;) {
        signal.throwIfAborted()
        look = Promise.withResolvers<void>()
        const attempt = await retrying(() => readAttempt(database.db, person, id))
        if (attempt) return attempt
        const place = await retrying(() => this.#parts.queue.place(id, 0))
        if (place && onPlace && JSON.stringify(place) !== told) {
          told = JSON.stringify(place)
          onPlace(place)
        }
        const { placeMs, placeAtMostMs } = this.#rules
        const timer = setTimeout(again, Math.min(placeMs * (1 + (place?.ahead ?? 0) / 10), placeAtMostMs))
        await look.promise
        clearTimeout(timer)
      }
    } finally {
      end()
      signal.removeEventListener('abort', again)
    }
  }

  /** Its attempt and job, while nobody has begun to grade it; otherwise it gets its verdict like any other. */
  async #withdraw({ person, id }: Submission): Promise<void> {
    await retrying(() =>
      this.#parts.database.db
        .deleteFrom('attempt')
        .where('id', '=', id)
        .where('person_id', '=', person)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('job')
              .select('job.id')
              .whereRef('job.attempt_id', '=', 'attempt.id')
              .where('job.generation', '=', 0)
              .where('job.lease', 'is', null),
          ),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('verdict').select('verdict.generation').whereRef('verdict.attempt_id', '=', 'attempt.id'),
            ),
          ),
        )
        .execute(),
    )
  }
}
