/**
 * Handles: names for signing in and for hosts of a class network, so DNS labels (RFC 1035 §2.3.1, RFC 1123 §2.1), in small
 * letters and unique. Made of a person's name; one without Latin letters gives `learner-7`.
 */
import type { Db, Trx } from '../../database/database.ts'

/** A DNS label has at most 63; short ones are easier to type. */
const LONGEST = 30
const OTHERWISE = 'learner'
/** Names that a class network or its machines have themselves. */
const TAKEN = new Set(['class', 'localhost', 'instructor', 'router', 'gateway', 'dns', 'www', 'broadcasthost'])

/** Without a number behind. Pure. */
export function handleBase(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '')
  return /[a-z]/.test(plain) ? plain : OTHERWISE
}

/**
 * One for each name, in order, all different and none in use. Insert with `on conflict (handle) do nothing` and ask again:
 * somebody else may take one meanwhile.
 */
export async function freeHandles(db: Db | Trx, names: readonly string[]): Promise<string[]> {
  const bases = names.map(handleBase)
  const used = new Map<string, Set<string>>()
  for (const base of new Set(bases)) used.set(base, await inUse(db, base))
  const lowest = new Map<string, number>()
  return bases.map((base) => {
    const taken = used.get(base)!
    // `learner` alone would be everybody's: those are numbered from 1.
    const bare = base === OTHERWISE || TAKEN.has(base) ? null : base
    if (bare !== null && !taken.has(bare)) {
      taken.add(bare)
      return bare
    }
    let number = lowest.get(base) ?? (base === OTHERWISE ? 1 : 2)
    while (taken.has(`${base}-${number}`)) number += 1
    lowest.set(base, number + 1)
    taken.add(`${base}-${number}`)
    return `${base}-${number}`
  })
}

async function inUse(db: Db | Trx, base: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('person')
    .select('handle')
    .where((where) => where.or([where('handle', '=', base), where('handle', 'like', `${base}-%`)]))
    .execute()
  return new Set(rows.map(({ handle }) => handle))
}
