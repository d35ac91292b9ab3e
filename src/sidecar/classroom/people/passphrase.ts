/** Passphrases: how good one has to be, and scrypt (RFC 7914) for keeping it. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { PEOPLE_LIMITS } from '../../../protocol/classroom/people.ts'
import { Refusal } from '../http/route.ts'
import type { ClassroomSentence } from '../words/index.ts'
import { isCommon } from './common.ts'
import { Lanes } from './lanes.ts'
import { PASSPHRASE_WORK, SCRYPT } from './limits.ts'

/** What a credential's `secret` holds: parameters, salt and hash, the last two in base64url. */
const Kept = z.object({ N: z.int(), r: z.int(), p: z.int(), salt: z.string(), hash: z.string() })
type Kept = z.infer<typeof Kept>

const BYTES = 32
const SALT_BYTES = 16
const lanes = new Lanes(PASSPHRASE_WORK)

/** What is wrong with a new passphrase; null when nothing is. `names`: of its owner. Pure. */
export function passphraseProblem(text: string, names: readonly string[]): ClassroomSentence | null {
  const normal = normalized(text)
  const length = [...normal].length
  if (length < PEOPLE_LIMITS.passphraseLeast) return ['passphraseShort', PEOPLE_LIMITS.passphraseLeast]
  if (length > PEOPLE_LIMITS.passphraseMost) return ['passphraseLong', PEOPLE_LIMITS.passphraseMost]
  const folded = normal.toLowerCase()
  if (names.some((name) => normalized(name).toLowerCase() === folded)) return ['passphraseName']
  return isCommon(folded) ? ['passphraseCommon'] : null
}

/** Throws Refusal PASSPHRASE_WEAK. */
export function demandGood(text: string, names: readonly string[]): void {
  const problem = passphraseProblem(text, names)
  if (problem !== null) throw new Refusal(400, 'PASSPHRASE_WEAK', problem, { where: 'passphrase' })
}

/** Gives a credential's `secret`. Throws Refusal BUSY when too many wait. */
export async function keep(text: string, parameters = SCRYPT): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(text, salt, parameters)
  const kept: Kept = { ...parameters, salt: salt.toString('base64url'), hash: hash.toString('base64url') }
  return JSON.stringify(kept)
}

/** Hashed for names that nobody has, so that these take as long as the others. */
const NOBODY: Kept = { ...SCRYPT, salt: randomBytes(SALT_BYTES).toString('base64url'), hash: '' }

/**
 * Whether this is the passphrase; `kept` null: nobody's, which takes as long. `again`: kept with parameters of another
 * time; keep it anew. Throws Refusal BUSY.
 */
export async function matches(
  text: string,
  kept: string | null,
  parameters = SCRYPT,
): Promise<{ ok: boolean; again: boolean }> {
  const parsed = kept === null ? { ...NOBODY, ...parameters } : Kept.parse(JSON.parse(kept))
  const hash = await derive(text, Buffer.from(parsed.salt, 'base64url'), parsed)
  const wanted = Buffer.alloc(BYTES)
  Buffer.from(parsed.hash, 'base64url').copy(wanted)
  const ok = timingSafeEqual(hash, wanted) && kept !== null
  const { N, r, p } = parameters
  return { ok, again: ok && (parsed.N !== N || parsed.r !== r || parsed.p !== p) }
}

async function derive(text: string, salt: Buffer, { N, r, p }: typeof SCRYPT): Promise<Buffer> {
  const work = () =>
    new Promise<Buffer>((resolve, reject) => {
      const options = { N, r, p, maxmem: 2 * 128 * N * r }
      scrypt(normalized(text), salt, BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
    })
  const done = lanes.run(work)
  if (done === null) throw new Refusal(503, 'BUSY', ['busy'], { retryAfterMs: 3_000 })
  return done
}

/** The same passphrase typed on another keyboard gives the same bytes (RFC 8265 §4.2.2 normalizes as well). */
function normalized(text: string): string {
  return text.normalize('NFKC')
}
