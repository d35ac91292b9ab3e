/** Guessing, bounded: whoever has failed too often has to wait before the next guess is even looked at. */
import type { Db } from '../../database/database.ts'
import type { ClassroomSentence } from '../words/index.ts'
import { addressKey } from './address.ts'
import { owe, waitOf } from './bucket.ts'
import { FAILURE_RATES, type Rate } from './limits.ts'
import { Refusal } from './route.ts'

export type Guesses = {
  /** Throws Refusal TOO_MANY when it is not yet time for another guess. */
  demand(now: number): Promise<void>
  failed(now: number): Promise<void>
}

/** `account`: what the guess is about, where that is known. */
export function guesses(db: Db, what: keyof typeof FAILURE_RATES, address: string, account?: string): Guesses {
  const rates: Record<string, Rate> = FAILURE_RATES[what]
  const about: Record<string, string | undefined> = { address: addressKey(address), all: '', account }
  const buckets = Object.entries(rates).flatMap(([by, rate]) => {
    const name = about[by]
    return name === undefined ? [] : [{ key: `failed:${what}:${by}:${name}`, rate }]
  })
  return {
    async demand(now) {
      const waits = await Promise.all(buckets.map(({ key, rate }) => waitOf(db, key, rate, now)))
      tooMany(Math.max(...waits), (seconds) => ['signInWait', seconds])
    },
    async failed(now) {
      for (const { key, rate } of buckets) await owe(db, key, rate, now)
    },
  }
}

/** Throws Refusal TOO_MANY when there is a wait. */
export function tooMany(waitMs: number, said: (seconds: number) => ClassroomSentence): void {
  if (waitMs > 0) throw new Refusal(429, 'TOO_MANY', said(Math.ceil(waitMs / 1_000)), { retryAfterMs: waitMs })
}
