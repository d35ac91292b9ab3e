/** Whether a registration works, tried from here: the platform's keys can be read, and it grants us a token. */
import { z } from 'zod'
import type { Platform, PlatformTried } from '../../../protocol/classroom/lti.ts'
import type { Db } from '../../database/database.ts'
import { SCORE_SCOPE } from './claims.ts'
import { jsonOf, ServiceError, send, tryToken } from './service.ts'

/** RFC 7517 §5. */
const Keys = z.object({ keys: z.array(z.object({ kty: z.string() })) })

export async function tryPlatform(parts: { db: Db; clock: () => number }, platform: Platform): Promise<PlatformTried> {
  const [keys, token] = await Promise.all([
    told(async () => {
      const { status, text } = await send(platform.keysUrl, { headers: { accept: 'application/json' } })
      const found = status === 200 ? Keys.safeParse(jsonOf(text)) : null
      const ok = found?.success === true && found.data.keys.length > 0
      return { ok, answer: ok ? `${status}, ${found.data.keys.length}` : `${status}` }
    }),
    told(async () => {
      await tryToken(parts, platform, SCORE_SCOPE)
      return { ok: true, answer: '200' }
    }),
  ])
  return { keys, token }
}

async function told(ask: () => Promise<{ ok: boolean; answer: string }>): Promise<{ ok: boolean; answer: string }> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return { ok: false, answer: error.message }
  }
}
