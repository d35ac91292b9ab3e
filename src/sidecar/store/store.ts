/**
 * What outlives a session: every version of every text somebody wrote, and every attempt.
 *
 * A text's history only grows. Its head is the latest version not kept aside; a version is kept aside when another
 * tab had saved a newer one (EDIT_CONFLICT): it is in the history, and nobody's head is overwritten.
 */
import type { Attempt, SavedText, Target } from '../../protocol/messages.ts'
import type { Submission } from '../submissions/types.ts'
import { en, type SidecarSentence, type Told, told } from '../words/index.ts'

export type StoredText = SavedText & {
  /** Name of the connection that wrote it, or `reset`. */
  by: string
  /** Id of who wrote it beside the person whose text it is. */
  byPerson?: string
}
export type TextOwner = Pick<Target, 'kind' | 'id'>
export type StoredVersion = StoredText & { aside: boolean }

export type SaveOptions = {
  aside?: boolean
  /** ISO 8601. */
  at?: string
  byPerson?: string
}

/** Of one person: nothing of anybody else's is read or written through it. Each method throws StoreError. */
export interface Store {
  /** Durable against a kill of this process when it resolves. `at`: when it was written; default: now. */
  save(target: Target, text: string, by: string, options?: SaveOptions): Promise<StoredText>
  head(target: Target): Promise<StoredText | null>
  /** Heads of all files of these labs and exercises. */
  heads(owners: readonly TextOwner[]): Promise<StoredText[]>
  /** Newest first, those kept aside included; `author` where somebody else wrote it. */
  history(target: Target, limit: number): Promise<StoredText[]>
  /** One that was graded elsewhere. */
  addAttempt(attempt: Attempt): Promise<void>
  /** Oldest first: the latest `limit` of each exercise that have a verdict, those that an error of ours ended left out. */
  attempts(exercises: readonly string[], limit: number): Promise<Attempt[]>
  /** File -> text, as submitted; null when there is no such attempt, or its files were not kept. */
  attemptFiles(exercise: string, id: string): Promise<Record<string, string> | null>
  /** All there is: of each text the latest `versions`, oldest first, and every attempt, oldest first (without ids). */
  everything(versions: number): Promise<{ texts: StoredVersion[]; attempts: Attempt[] }>

  /** A submission, before it is graded. Again under the same id: nothing changes. Gives the verdict it has already. */
  submit(submission: Omit<Submission, 'person'>): Promise<Attempt | null>
  /** The first verdict of a submission stays; gives that one. */
  finish(id: string, attempt: Attempt): Promise<Attempt>
  /** Takes back a submission that has no verdict. */
  withdraw(id: string): Promise<void>
  /** Submissions without a verdict, oldest first. */
  unfinished(exercises: readonly string[]): Promise<Omit<Submission, 'person'>[]>
}

export type Stores = { of(person: string): Store }

/** Our own failure: a full disk, a folder that cannot be written, a file that is no store, a server that is away; or a person's room that is used up. */
export class StoreError extends Error implements Told {
  override name = 'StoreError'
  readonly code: 'STORE_FOLDER' | 'STORE_FAILED' | 'STORE_NEWER' | 'STORE_PERSON_FULL'
  readonly told: SidecarSentence
  constructor(code: StoreError['code'], what: SidecarSentence, options?: ErrorOptions) {
    super(told(en, what), options)
    this.code = code
    this.told = what
  }
}
