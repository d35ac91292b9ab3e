/** Both databases for one suite: a SQLite file and a real PostgreSQL, each test with an empty, migrated one of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Kind } from '../../src/sidecar/database/columns.ts'
import { type Database, migrate, openFile, openServer } from '../../src/sidecar/database/database.ts'
import { type Postgres, postgresMissing, startPostgres } from './postgres.ts'

export type Databases = {
  readonly kind: Kind
  /** An empty one with all tables. It is closed when the suite ends. */
  fresh(): Promise<Database>
  /** Where a fresh one would be, not yet opened: a folder, or a URL. */
  place(): Promise<string>
  /** Opens what `place` gave, as one more process would. */
  open(place: string): Promise<Database>
  postgres(): Postgres | null
}

/** For `describe.each`. A machine for which no PostgreSQL is packaged is told so, and has SQLite's half alone. */
export const KINDS: Kind[] = postgresMissing() === null ? ['sqlite', 'postgres'] : ['sqlite']
const missing = postgresMissing()
if (missing) console.warn(`SKIPPED: the suites on PostgreSQL: ${missing}`)

/** Call inside `describe`. */
export function databases(kind: Kind): Databases {
  const opened: Database[] = []
  const folders: string[] = []
  let server: Postgres | null = null
  let template: Promise<string> | null = null
  beforeAll(async () => {
    if (kind === 'postgres') server = await startPostgres()
  }, 120_000)
  afterAll(async () => {
    for (const database of opened) await database.close()
    await server?.stop()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const place = async () => {
    if (server) return server.fresh()
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-database-'))
    folders.push(folder)
    return folder
  }
  const open = async (at: string) => {
    const database = kind === 'sqlite' ? openFile(at, 'wirebook.sqlite') : await openServer(at)
    opened.push(database)
    return database
  }
  return {
    kind,
    place,
    open,
    postgres: () => server,
    async fresh() {
      if (server) {
        template ??= migrated(server)
        return open(await server.fresh(await template))
      }
      const database = await open(await place())
      await migrate(database)
      return database
    },
  }
}

/** The steps take longer than a copy of what they made. */
async function migrated(server: Postgres): Promise<string> {
  const url = await server.fresh()
  const database = await openServer(url)
  await migrate(database)
  await database.close()
  return url
}
