/** One person's store. */
import type { Attempt, Target } from '../../protocol/messages.ts'
import type { Kind } from '../database/columns.ts'
import type { Db } from '../database/database.ts'
import { newId } from '../database/id.ts'
import { retrying } from '../database/transient.ts'
import type { Submission } from '../submissions/types.ts'
import * as attempts from './attempts.ts'
import { reading, writing } from './failures.ts'
import type { SaveOptions, Store, StoredText, StoredVersion, TextOwner } from './store.ts'
import type { StoredBytes } from './stored-bytes.ts'
import * as texts from './texts.ts'
import { THIN, thinHistory } from './thin.ts'

/** Said to have graded what was graded here. */
const WORKER = 'local'

export type StoreOptions = {
  /** What of their attempts a person may see, of all that is stored. Default: everything. */
  shown?: (attempts: Attempt[], person: string) => Promise<Attempt[]>
  /** Asked before a text or an attempt is stored. */
  bound?: StoredBytes
}

export class PersonStore implements Store {
  readonly #db: Db
  readonly #person: string
  readonly #shown: NonNullable<StoreOptions['shown']>
  /** A server that starts again is waited for; a file that another process holds was waited for already. */
  readonly #bound: StoredBytes | undefined
  readonly #patiently: <T>(work: () => Promise<T>) => Promise<T>

  constructor(db: Db, kind: Kind, person: string, options: StoreOptions = {}) {
    const { shown = async (attempts) => attempts, bound } = options
    this.#bound = bound
    this.#shown = shown
    this.#db = db
    this.#person = person
    this.#patiently = kind === 'postgres' ? retrying : (work) => work()
  }

  save(
    target: Target,
    text: string,
    by: string,
    { aside = false, at, byPerson }: SaveOptions = {},
  ): Promise<StoredText> {
    const moment = at === undefined ? Date.now() : Date.parse(at)
    const version = { target, text, by, aside, at: moment, ...(byPerson !== undefined && { byPerson }) }
    let again = false
    return writing(async () => {
      await this.#demandRoom(text)
      return this.#patiently(async () => {
        // The connection may have been lost when the row was stored and not yet acknowledged.
        const done = again ? await texts.findVersion(this.#db, this.#person, version) : null
        again = true
        const stored = done ?? (await texts.insertVersion(this.#db, this.#person, version))
        // What is stored is stored, whether or not older versions could be thinned this time.
        if (stored.revision % THIN.everyRevisions === 0)
          await thinHistory(this.#db, this.#person, target, Date.now()).catch(() => {})
        return stored
      })
    })
  }

  async #demandRoom(written: string): Promise<void> {
    await this.#patiently(async () => this.#bound?.demand(this.#person, Buffer.byteLength(written)))
  }

  head(target: Target): Promise<StoredText | null> {
    return this.#read((db, person) => texts.readHead(db, person, target))
  }

  heads(owners: readonly TextOwner[]): Promise<StoredText[]> {
    return this.#read((db, person) => texts.readHeads(db, person, owners))
  }

  history(target: Target, limit: number): Promise<StoredText[]> {
    return this.#read((db, person) => texts.readHistory(db, person, target, limit))
  }

  addAttempt(attempt: Attempt): Promise<void> {
    const submission = { id: newId(), exercise: attempt.exercise, files: {}, locale: 'en' as const }
    return this.#write(async (db, person) => {
      await this.#bound?.demand(person, Buffer.byteLength(JSON.stringify(attempt)))
      await db.transaction().execute(async (trx) => {
        await attempts.insertSubmission(trx, person, submission, Date.parse(attempt.at))
        await attempts.insertVerdict(trx, { attempt: { ...attempt, id: submission.id }, worker: WORKER }, Date.now())
      })
    })
  }

  attempts(exercises: readonly string[], limit: number): Promise<Attempt[]> {
    return this.#read(async (db, person) => {
      const found: Attempt[] = []
      for (const exercise of exercises) found.push(...(await attempts.readAttempts(db, person, exercise, limit)))
      return this.#shown(found, person)
    })
  }

  attemptFiles(exercise: string, id: string): Promise<Record<string, string> | null> {
    return this.#read((db, person) => attempts.readFiles(db, person, exercise, id))
  }

  everything(versions: number): Promise<{ texts: StoredVersion[]; attempts: Attempt[] }> {
    return this.#read(async (db, person) => ({
      texts: await texts.readAllVersions(db, person, versions),
      attempts: (await this.#shown(await attempts.readAllAttempts(db, person), person)).map(
        ({ id: _, ...attempt }) => attempt,
      ),
    }))
  }

  submit(submission: Omit<Submission, 'person'>): Promise<Attempt | null> {
    const at = Date.now()
    return this.#write(async (db, person) => {
      await attempts.insertSubmission(db, person, submission, at)
      if (!(await attempts.isOf(db, person, submission.id)))
        throw new Error(`the id ${submission.id} belongs to another submission`)
      return attempts.readAttempt(db, person, submission.id)
    })
  }

  finish(id: string, attempt: Attempt): Promise<Attempt> {
    return this.#write(async (db, person) => {
      if (!(await attempts.isOf(db, person, id))) throw new Error(`there is no submission ${id}`)
      await attempts.insertVerdict(db, { attempt: { ...attempt, id }, worker: WORKER }, Date.now())
      return (await attempts.readAttempt(db, person, id))!
    })
  }

  withdraw(id: string): Promise<void> {
    return this.#write((db, person) => attempts.deleteSubmission(db, person, id))
  }

  unfinished(exercises: readonly string[]): Promise<Omit<Submission, 'person'>[]> {
    return this.#read((db, person) => attempts.readUnfinished(db, person, exercises))
  }

  #read<T>(action: (db: Db, person: string) => Promise<T>): Promise<T> {
    return reading(() => this.#patiently(() => action(this.#db, this.#person)))
  }

  #write<T>(action: (db: Db, person: string) => Promise<T>): Promise<T> {
    return writing(() => this.#patiently(() => action(this.#db, this.#person)))
  }
}
