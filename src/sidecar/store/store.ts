/**
 * What outlives a session: every version of every text a learner wrote, and every attempt. One learner on this machine.
 *
 * A text's history only grows. Its head is the latest version not kept aside; a version is kept aside when another
 * tab had saved a newer one (EDIT_CONFLICT): it is in the history, and nobody's head is overwritten.
 */
import type { Attempt, SavedText, Target } from '../../protocol/messages.ts'
import { en, type SidecarSentence, type Told, told } from '../words/index.ts'

export type StoredText = SavedText & {
  /** Name of the connection that wrote it, or `reset`. */
  by: string
}
export type TextOwner = Pick<Target, 'kind' | 'id'>
export type StoredVersion = StoredText & { aside: boolean }

export interface Store {
  /** Durable against a kill of this process when it returns. `at`: when it was written; default: now. Throws StoreError. */
  save(target: Target, text: string, by: string, options?: { aside?: boolean; at?: string }): StoredText
  head(target: Target): StoredText | null
  /** Heads of all files of these labs and exercises. */
  heads(owners: TextOwner[]): StoredText[]
  /** Newest first, those kept aside included. */
  history(target: Target, limit: number): StoredText[]
  addAttempt(attempt: Attempt): void
  /** Oldest first: the latest `limit` of each exercise. */
  attempts(exercises: string[], limit: number): Attempt[]
  /** All there is: of each text the latest `versions`, oldest first, and every attempt, oldest first. */
  everything(versions: number): { texts: StoredVersion[]; attempts: Attempt[] }
  close(): void
}

/** Our own failure: a full disk, a folder that cannot be written, a file that is no store. */
export class StoreError extends Error implements Told {
  override name = 'StoreError'
  readonly code: 'STORE_FOLDER' | 'STORE_FAILED' | 'STORE_NEWER'
  readonly told: SidecarSentence
  constructor(code: StoreError['code'], what: SidecarSentence, options?: ErrorOptions) {
    super(told(en, what), options)
    this.code = code
    this.told = what
  }
}
