/** Submissions of one's own machine: stored, graded here and now, and the verdict stored. Nobody waits for anybody. */
import type { Attempt } from '../../protocol/messages.ts'
import type { GradeRequest, Grader } from '../grader/types.ts'
import type { Stores } from '../store/store.ts'
import type { Leaving, Submission, Submissions, Watching } from './types.ts'

export class SubmissionsAtOnce implements Submissions {
  readonly #stores: Stores
  readonly #grader: () => Promise<Grader>

  constructor(stores: Stores, grader: () => Promise<Grader>) {
    this.#stores = stores
    this.#grader = grader
  }

  async submit({ person, signal, onStored, onPlace: _, ...submission }: Submission & Watching): Promise<Attempt> {
    const store = this.#stores.of(person)
    const { id, exercise, files, locale, versions } = submission
    const known = await store.submit(submission)
    onStored?.()
    if (known) return known
    const verdict = await this.#grade({ exercise, files, locale }, signal).catch(async (error: unknown) => {
      // Whoever withdrew it, or is told now that it failed, need not find it again; its text is in the history.
      if (signal.reason !== ('leaving' satisfies Leaving)) await store.withdraw(id)
      throw error
    })
    const at = new Date().toISOString()
    return store.finish(id, { ...verdict, at, ...(versions && { files: versions }) })
  }

  async unfinished(person: string, exercises: readonly string[]): Promise<Submission[]> {
    const found = await this.#stores.of(person).unfinished(exercises)
    return found.map((one) => ({ ...one, person }))
  }

  async #grade(request: GradeRequest, signal: AbortSignal): Promise<Omit<Attempt, 'at'>> {
    signal.throwIfAborted()
    const grader = await this.#grader()
    const { version: _, provenance: __, ...verdict } = await grader.grade(request, signal)
    signal.throwIfAborted()
    return verdict
  }
}
