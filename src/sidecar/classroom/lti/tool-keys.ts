/**
 * Our own keys, with which requests for tokens and deep linking responses are signed. They are kept in the database, so that
 * all servers of a class have the same, and replaced:
 *
 *     made, shown ──keyBeforeMs──► signs ──keyMs──► shown only ──keyAfterMs──► gone
 *
 * The very first one signs at once: no platform can have kept an older list.
 */
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import { LTI_TIMES } from './limits.ts'

export const KEYS_SETTING = 'lti-keys'
export const TOOL_ALGORITHM = 'RS256'

/** `from`: when it begins to sign, ms since the epoch. */
const Kept = z.array(z.object({ kid: z.string(), from: z.number(), jwk: z.record(z.string(), z.unknown()) }))
type Kept = z.infer<typeof Kept>

export type Signer = { kid: string; key: CryptoKey }

/** Public keys (RFC 7517 §5). */
export async function publicKeys(db: Db, now: number): Promise<{ keys: JWK[] }> {
  const kept = await keysAt(db, now)
  // Only what is public is named, so that nothing private can slip out.
  const keys = kept.map(({ kid, jwk: { kty, n, e } }) => ({ kty, n, e, kid, alg: TOOL_ALGORITHM, use: 'sig' }) as JWK)
  return { keys }
}

export async function signer(db: Db, now: number): Promise<Signer> {
  const kept = await keysAt(db, now)
  const { kid, jwk } = kept.find(({ from }) => from <= now) ?? kept[0]!
  return { kid, key: (await importJWK(jwk, TOOL_ALGORITHM)) as CryptoKey }
}

/** Newest first; never empty. */
async function keysAt(db: Db, now: number): Promise<Kept> {
  for (;;) {
    const text = await read(db)
    const kept = text === null ? [] : Kept.parse(JSON.parse(text))
    if (!isDue(kept, now)) return kept
    const { keyAfterMs, keyMs, keyBeforeMs } = LTI_TIMES
    const made = await make(kept.length === 0 ? now : now + keyBeforeMs)
    const still = kept.filter(({ from }) => now < from + keyMs + keyAfterMs)
    if (await replace(db, text, JSON.stringify([made, ...still]))) return [made, ...still]
    // Another server was first: what it made holds.
  }
}

/** So early that the next one has been shown for long enough when this one ends. */
function isDue(kept: Kept, now: number): boolean {
  const [newest] = kept
  return newest === undefined || now >= newest.from + LTI_TIMES.keyMs - LTI_TIMES.keyBeforeMs
}

async function make(from: number): Promise<Kept[number]> {
  const { privateKey } = await generateKeyPair(TOOL_ALGORITHM, { modulusLength: 2_048, extractable: true })
  return { kid: newId(), from, jwk: { ...(await exportJWK(privateKey)) } }
}

async function read(db: Db): Promise<string | null> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', KEYS_SETTING).executeTakeFirst()
  return row?.value ?? null
}

/** False when it is no longer what was read. */
async function replace(db: Db, before: string | null, value: string): Promise<boolean> {
  if (before === null) {
    const made = await db
      .insertInto('setting')
      .values({ key: KEYS_SETTING, value })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .executeTakeFirst()
    return made !== undefined
  }
  const { numUpdatedRows } = await db
    .updateTable('setting')
    .set({ value })
    .where('key', '=', KEYS_SETTING)
    .where('value', '=', before)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
