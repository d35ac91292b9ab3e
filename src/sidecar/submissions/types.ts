/**
 * How a submission gets its verdict. On one's own machine it is graded at once, in a classroom it waits in a queue; a
 * session does not know which. What was taken is stored first, so a crash leaves an attempt without a verdict, never
 * nothing: `unfinished` names those, and submitting one again under its id goes on where it stopped.
 */
import type { Attempt } from '../../protocol/messages.ts'
import type { Locale } from '../grader/types.ts'

export type Submission = {
  /** Of the table `person`. */
  person: string
  /** Chosen by whoever submits (`newId`): the same id is the same attempt, however often it is submitted. */
  id: string
  exercise: string
  /** Path within the exercise's files -> text. */
  files: Record<string, string>
  /** Language of the verdict. */
  locale: Locale
  /** File -> `at` of the version submitted; goes into `Attempt.files` where it is known. */
  versions?: Record<string, string | null>
}

export type Place = {
  /** Gradings that come before this one; 0 when it is next or under way. */
  ahead: number
  /** Null while nothing is known of how long gradings take. */
  expectedMs: number | null
}

export type Watching = {
  signal: AbortSignal
  /** It is stored: from now on it is not lost. Told once, before any place and before the verdict. */
  onStored?: () => void
  /** Told at first, and when it changes. Never where nobody waits. */
  onPlace?: (place: Place) => void
}

/**
 * Why the signal was aborted (`signal.reason`). `withdrawn`: its learner cancelled it, and it need not be graded.
 * `leaving`: nobody here waits for it any longer; it stays as it is, for whoever asks for `unfinished`.
 */
export type Leaving = 'withdrawn' | 'leaving'

export interface Submissions {
  /**
   * Resolves to the attempt with its verdict (of the current generation; `error` is a verdict, too), with `id`. Rejects
   * with SubmissionRefusal when it was not taken, with the signal's reason when it was aborted, and otherwise for a
   * reason of ours (with `code` and `told` as far as there are): it is then unfinished, if it was stored.
   */
  submit(submission: Submission & Watching): Promise<Attempt>
  /** Stored, and without a verdict: interrupted, or still waiting. Oldest first. */
  unfinished(person: string, exercises: readonly string[]): Promise<Submission[]>
}

/** Not taken, and nothing of it is stored: too many at once, an assignment that is closed … `message`: in its language. */
export class SubmissionRefusal extends Error {
  override name = 'SubmissionRefusal'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
