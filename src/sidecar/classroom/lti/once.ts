/** Values that are good once, for a while: the state of a sign-in at a platform, and the right to answer a deep linking request. */
import { z } from 'zod'
import type { Db, Trx } from '../../database/database.ts'
import { newToken } from '../people/token.ts'

/** What a platform sends to begin a sign-in (LTI 1.3 Core §4.1; Security Framework 1.0 §5.1.1.1). */
export const LoginInput = z.object({
  iss: z.string().min(1).max(2_000),
  login_hint: z.string().min(1).max(8_000),
  target_link_uri: z.string().min(1).max(2_000),
  client_id: z.string().max(255).optional(),
  lti_message_hint: z.string().max(8_000).optional(),
  lti_deployment_id: z.string().max(255).optional(),
})
export type LoginInput = z.infer<typeof LoginInput>

export const Begun = z.object({
  platform: z.string(),
  /** Has to come back in the id_token. */
  nonce: z.string(),
  /** With which it can be begun again, in a window of its own. */
  login: LoginInput,
})
export type Begun = z.infer<typeof Begun>

export const Answering = z.object({
  platform: z.string(),
  deployment: z.string(),
  returnUrl: z.string(),
  takesLineItem: z.boolean(),
  data: z.string().nullable(),
  locale: z.enum(['en', 'zh-cn']),
})
export type Answering = z.infer<typeof Answering>

type Kinds = { 'lti-state': Begun; 'lti-answer': Answering }
const SCHEMAS: { [K in keyof Kinds]: z.ZodType<Kinds[K]> } = { 'lti-state': Begun, 'lti-answer': Answering }

/** Gives the value: 256 random bits. */
export async function keepOnce<K extends keyof Kinds>(db: Db, kind: K, body: Kinds[K], until: number): Promise<string> {
  const { token: value } = newToken()
  const row = { value: `${kind}:${value}`, kind, body: JSON.stringify(body), expires_at: until, used_at: null }
  await db.insertInto('nonce').values(row).execute()
  return value
}

/** Uses it up, in one statement: of two at the same moment one gets it. Null: unknown, used or too old. */
export async function takeOnce<K extends keyof Kinds>(
  db: Db | Trx,
  kind: K,
  value: string,
  now: number,
): Promise<Kinds[K] | null> {
  const row = await db
    .updateTable('nonce')
    .set({ used_at: now })
    .where('value', '=', `${kind}:${value}`)
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('body')
    .executeTakeFirst()
  return row ? SCHEMAS[kind].parse(JSON.parse(row.body)) : null
}

/** `used`: also one that is used up. */
export async function lookOnce<K extends keyof Kinds>(
  db: Db,
  kind: K,
  value: string,
  now: number,
  { used }: { used: boolean },
): Promise<Kinds[K] | null> {
  const row = await db
    .selectFrom('nonce')
    .select(['body', 'used_at'])
    .where('value', '=', `${kind}:${value}`)
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row || (row.used_at !== null && !used)) return null
  return SCHEMAS[kind].parse(JSON.parse(row.body))
}
