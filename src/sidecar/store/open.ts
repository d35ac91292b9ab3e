/** The store over a database, and the database of one's own machine. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, type Db, migrate, NewerDatabaseError, openFile } from '../database/database.ts'
import { LOCAL_PERSON } from '../database/id.ts'
import { retrying } from '../database/transient.ts'
import { PersonStore, type StoreOptions } from './person-store.ts'
import { StoreError, type Stores } from './store.ts'
import { StoredBytes } from './stored-bytes.ts'
import { copyOldFile, formatOf, LAST_OLD_FORMAT, takeOver } from './take-over.ts'

const FILE = 'wirebook.sqlite'

/** Everybody's store in a migrated database. `personBytes`: most that is kept of each; default: whatever there is room for. */
export function openStore(
  { db, kind }: Pick<Database, 'db' | 'kind'>,
  { personBytes, ...options }: Omit<StoreOptions, 'bound'> & { personBytes?: number } = {},
): Stores {
  const bound = personBytes === undefined ? {} : { bound: new StoredBytes(db, personBytes) }
  return { of: (person) => new PersonStore(db, kind, person, { ...options, ...bound }) }
}

/**
 * Opens, or makes, `<folder>/wirebook.sqlite`, with its one person. A file of the first format is taken over; `told`
 * hears where its copy lies. Throws StoreError with what to do next.
 */
export async function openOwnDatabase(folder: string, told: (copy: string) => void = () => {}): Promise<Database> {
  let database: Database | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, FILE)
    const old = formatOf(file) === LAST_OLD_FORMAT
    if (old) told(copyOldFile(file))
    database = openFile(folder, FILE)
    const { db } = database
    await retrying(() => migrate(database!))
    await ensurePerson(db)
    takeOver(file)
    return database
  } catch (error) {
    await database?.close()
    if (error instanceof StoreError) throw error
    if (error instanceof NewerDatabaseError) throw new StoreError('STORE_NEWER', ['newerStore', error.step])
    throw new StoreError('STORE_FOLDER', ['noStore', folder, (error as Error).message], { cause: error })
  }
}

async function ensurePerson(db: Db): Promise<void> {
  const row = { id: LOCAL_PERSON, name: '', email: null, source_id: null, handle: 'me', locale: null }
  await db
    .insertInto('person')
    .values({ ...row, admin: 1, active: 1, created_at: Date.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
