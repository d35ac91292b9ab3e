/** How much is stored of one person, and that it stays below a bound: where many share a disk, none can fill it. */
import { sql } from 'kysely'
import type { Db } from '../database/database.ts'
import { StoreError } from './store.ts'

/** Writes of a person between two looks at what is really there: histories are thinned, and other processes write too. */
const LOOK_EVERY = 100

/** Bytes of their texts, of what they submitted, and of their verdicts. Both databases know lengths without reading texts. */
export async function storedBytes(db: Db, person: string): Promise<number> {
  const { rows } = await sql<{ bytes: number | string }>`
    select (select coalesce(sum(octet_length(text)), 0) from text_version where person_id = ${person})
      + (select coalesce(sum(octet_length(files)), 0) from attempt where person_id = ${person})
      + (select coalesce(sum(octet_length(result)), 0) from verdict
          where attempt_id in (select id from attempt where person_id = ${person})) as bytes`.execute(db)
  return Number(rows[0]!.bytes)
}

export class StoredBytes {
  readonly #db: Db
  readonly #most: number
  readonly #known = new Map<string, { bytes: number; writes: number }>()

  constructor(db: Db, most: number) {
    this.#db = db
    this.#most = most
  }

  /** Before so many bytes more are written. Throws StoreError STORE_PERSON_FULL. */
  async demand(person: string, bytes: number): Promise<void> {
    let known = this.#known.get(person)
    if (known === undefined || known.writes >= LOOK_EVERY || known.bytes + bytes > this.#most) {
      known = { bytes: await storedBytes(this.#db, person), writes: 0 }
      this.#known.set(person, known)
    }
    if (known.bytes + bytes > this.#most)
      throw new StoreError('STORE_PERSON_FULL', ['storePersonFull', this.#most >> 20])
    known.bytes += bytes
    known.writes += 1
  }
}
