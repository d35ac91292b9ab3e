/**
 * Sends what platforms are owed (AGS 2.0 §3.4):
 *
 *     waiting ──2xx──► acknowledged
 *        │ └──5xx, 408, 429, no answer, no token──► waiting, later and later, about three days
 *        └──any other answer, or too many tries──► failed, until somebody says again
 *
 * Whoever sends one first moves its time on by a lease, in one statement: of several servers one sends it, and after a
 * killed one another does. A platform that hears a score twice keeps the same.
 */
import type { Platform } from '../../../protocol/classroom/lti.ts'
import type { Db } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import type { Classroom } from '../classroom.ts'
import { readSubject } from './accounts.ts'
import { SCORE_SCOPE } from './claims.ts'
import { LTI_BOUNDS, SCORES, type ScoreTimes } from './limits.ts'
import { platformNamed } from './platforms.ts'
import { callService, retryAfterOf, ServiceError } from './service.ts'

export type SendParts = Pick<Classroom, 'database' | 'clock' | 'log'> & {
  times?: Partial<ScoreTimes>
  signal?: AbortSignal
}
export type Sent = { acknowledged: number; later: number; failed: number }

/** All that are due, once. A platform that does not answer is asked once in it, not for each of its scores. */
export async function sendDue(parts: SendParts): Promise<Sent> {
  const { database, clock, signal } = parts
  const { db } = database
  const times = { ...SCORES, ...parts.times }
  const sent: Sent = { acknowledged: 0, later: 0, failed: 0 }
  const away = new Set<string>()
  for (const { id, next_at, platform_id } of await due(db, clock(), times.atOnce)) {
    if (signal?.aborted) break
    if (away.has(platform_id)) continue
    const score = await claim(db, id, next_at, clock() + times.leaseMs)
    if (score === null) continue
    const outcome = await tell(parts, platform_id, score).catch((error: unknown): Outcome => {
      if (signal?.aborted || !(error instanceof ServiceError)) throw error
      if (error.ofToken || error.status === null) away.add(platform_id)
      return { state: 'later', answer: error.message, retryAfterMs: error.retryAfterMs }
    })
    sent[await keep(parts, times, score, outcome)] += 1
  }
  return sent
}

type Outcome =
  | { state: 'acknowledged' | 'failed'; answer: string }
  | { state: 'later'; answer: string; retryAfterMs: number | null }

async function due(db: Db, now: number, limit: number) {
  return db
    .selectFrom('lti_score')
    .innerJoin('lti_link', 'lti_link.id', 'lti_score.link_id')
    .select(['lti_score.id', 'lti_score.next_at', 'lti_link.platform_id'])
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .orderBy('lti_score.id')
    .limit(limit)
    .execute()
}

/** Null: another server has it, or it has been told or replaced. */
async function claim(db: Db, id: string, before: number, until: number): Promise<Row<'lti_score'> | null> {
  const row = await db
    .updateTable('lti_score')
    .set((old) => ({ next_at: until, tries: old('tries', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('next_at', '=', before)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Throws ServiceError. */
async function tell({ database, clock, signal }: SendParts, id: string, score: Row<'lti_score'>): Promise<Outcome> {
  const { db } = database
  const platform = await platformNamed(db, id)
  const link = await db.selectFrom('lti_link').select('line_item').where('id', '=', score.link_id).executeTakeFirst()
  const user = platform && (await userOf(db, platform, score.person_id))
  if (!platform || !link?.line_item) return { state: 'failed', answer: 'link gone' }
  if (!user) return { state: 'failed', answer: 'account gone' }
  const body = {
    userId: user,
    scoreGiven: score.points,
    scoreMaximum: score.max_points,
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
    timestamp: new Date(score.at).toISOString(),
  }
  const parts = { db, clock, ...(signal && { signal }) }
  const { status, headers, text } = await callService(parts, platform, SCORE_SCOPE, scoresUrl(link.line_item), {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.ims.lis.v1.score+json' },
    body: JSON.stringify(body),
  })
  if (status >= 200 && status < 300) return { state: 'acknowledged', answer: String(status) }
  const answer = `${status} ${text.replace(/\s+/g, ' ')}`.trim()
  if (status >= 500 || [401, 408, 425, 429].includes(status))
    return { state: 'later', answer, retryAfterMs: retryAfterOf(headers) }
  return { state: 'failed', answer }
}

/** The path grows; a query stays (AGS 2.0 §3.4). Pure. */
export function scoresUrl(lineItem: string): string {
  const url = new URL(lineItem)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/scores`
  return url.href
}

/** The platform's own name for the person: of several the one used last. */
async function userOf(db: Db, { issuer }: Platform, person: string): Promise<string | null> {
  const rows = await db
    .selectFrom('credential')
    .select(['subject', 'used_at'])
    .where('person_id', '=', person)
    .where('kind', '=', 'lti')
    .execute()
  const known = rows
    .map(({ subject, used_at }) => ({ ...readSubject(subject), at: used_at ?? 0 }))
    .filter((one) => one.issuer === issuer)
    .toSorted((a, b) => b.at - a.at)
  return known[0]?.subject ?? null
}

/** Of a score that was replaced while it was being sent nothing is left to keep. */
async function keep(
  { database, clock }: SendParts,
  times: ScoreTimes,
  { id, tries }: Row<'lti_score'>,
  outcome: Outcome,
): Promise<keyof Sent> {
  const now = clock()
  const answer = outcome.answer.replaceAll('\0', '').slice(0, LTI_BOUNDS.answer)
  const ended = outcome.state === 'later' && tries >= times.tries ? 'failed' : outcome.state
  const waitMs = outcome.state === 'later' ? pauseOf(tries, times, outcome.retryAfterMs) : 0
  const changes =
    ended === 'later'
      ? { answer, next_at: now + waitMs }
      : { answer, state: ended, acknowledged_at: ended === 'acknowledged' ? now : null }
  await database.db
    .updateTable('lti_score')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('tries', '=', tries)
    .execute()
  return ended
}

/** After so many tries; what the platform asks for is a least, within bounds. Pure. */
export function pauseOf(tries: number, times: ScoreTimes, retryAfterMs: number | null): number {
  const pause = Math.min(times.pauseMs * 2 ** Math.min(tries - 1, 30), times.pauseAtMostMs)
  return Math.min(Math.max(pause, retryAfterMs ?? 0), times.pauseAtMostMs)
}

/** Looks now and then, until the function it gives is called; that waits for the one under way. */
export function startScores(parts: SendParts): () => Promise<void> {
  const { everyMs } = { ...SCORES, ...parts.times }
  const stop = new AbortController()
  let timer: NodeJS.Timeout
  let underWay = Promise.resolve()
  const once = async () => {
    try {
      await sendDue({ ...parts, signal: stop.signal })
    } catch (error) {
      if (!stop.signal.aborted) parts.log.warn({ why: (error as Error).message }, 'could not send scores')
    }
  }
  const go = () => {
    underWay = once().then(() => {
      if (stop.signal.aborted) return
      timer = setTimeout(go, everyMs)
      timer.unref()
    })
  }
  go()
  return async () => {
    stop.abort()
    clearTimeout(timer)
    await underWay
  }
}
