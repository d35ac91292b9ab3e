/** What has run out is removed: sign-ins, limits' buckets with their addresses, links, values good once. */
import type { Db } from '../database/database.ts'
import { sweepBuckets } from './http/bucket.ts'

export const SWEEP = {
  everyMs: 3_600_000,
  /** A bucket that nobody touched for so long is full. */
  bucketMs: 86_400_000,
  /** Links are kept a while after their end, so that whoever opens one is told that it is too old. */
  linkMs: 90 * 86_400_000,
}

export async function sweep(db: Db, now: number): Promise<void> {
  await db.deleteFrom('sign_in').where('expires_at', '<=', now).execute()
  await db.deleteFrom('nonce').where('expires_at', '<=', now).execute()
  await db
    .deleteFrom('personal_link')
    .where('expires_at', '<=', now - SWEEP.linkMs)
    .execute()
  await sweepBuckets(db, now, SWEEP.bucketMs)
}
