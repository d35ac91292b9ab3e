/** The tables of a database as it is, whatever this program thinks they should be: for backups of older ones as well. */
import { sql } from 'kysely'
import type { Kind } from '../../database/columns.ts'
import type { Db, Trx } from '../../database/database.ts'

export type Reference = { table: string; column: string; to: string; toColumn: string }

/** Kysely's own, and SQLite's; graphile-worker's are in a schema of their own, and made anew from ours. */
const NOT_OURS = /^(kysely_|sqlite_)/

/** Ours, those that others refer to before those that do. */
export async function tablesInOrder(db: Db | Trx, kind: Kind): Promise<string[]> {
  const references = await referencesOf(db, kind)
  const left = new Set(await namesOf(db, kind))
  const ordered: string[] = []
  while (left.size > 0) {
    const free = [...left].filter((name) =>
      references.every(({ table, to }) => table !== name || to === name || !left.has(to)),
    )
    // Tables that refer to each other: none of ours do, and then any order is as good.
    for (const name of free.length > 0 ? free : [...left]) {
      ordered.push(name)
      left.delete(name)
    }
  }
  return ordered
}

async function namesOf(db: Db | Trx, kind: Kind): Promise<string[]> {
  const { rows } =
    kind === 'sqlite'
      ? await sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`.execute(db)
      : await sql<{ name: string }>`
          select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind = 'r' and n.nspname = current_schema() order by c.relname`.execute(db)
  return rows.map(({ name }) => name).filter((name) => !NOT_OURS.test(name))
}

/** Foreign keys of one column, which all of ours are. */
export async function referencesOf(db: Db | Trx, kind: Kind): Promise<Reference[]> {
  if (kind === 'sqlite') {
    const { rows } = await sql<Reference>`
      select m.name as "table", f."from" as "column", f."table" as "to", coalesce(f."to", 'id') as "toColumn"
      from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'`.execute(db)
    return rows
  }
  const { rows } = await sql<Reference>`
    select t.relname as "table", a.attname as "column", r.relname as "to", b.attname as "toColumn"
    from pg_constraint k
    join pg_class t on t.oid = k.conrelid join pg_class r on r.oid = k.confrelid
    join pg_namespace n on n.oid = t.relnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
    join pg_attribute b on b.attrelid = r.oid and b.attnum = k.confkey[1]
    where k.contype = 'f' and n.nspname = current_schema()`.execute(db)
  return rows
}

/** Rows of each. */
export async function countsOf(db: Db | Trx, tables: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)
    counts[table] = Number(rows[0]?.n ?? 0)
  }
  return counts
}
