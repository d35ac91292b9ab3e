const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Of signing in and of links; times in ms. */
export const PEOPLE_TIMES = {
  /** A sign-in that is not used ends after this; each new token begins it anew. */
  signInMs: 14 * DAY,
  /** … and after this in any case. */
  signInAtMostMs: 180 * DAY,
  /** A token older than this is replaced by a new one at the next request. */
  rotateAfterMs: 60 * MINUTE,
  /**
   * How long a token is still good after the one that replaced it was first used: for requests that were under way. One
   * that never arrived is replaced itself after this time.
   */
  graceMs: 60_000,
  /** `seen_at` is written at most this often. */
  seenEveryMs: 5 * MINUTE,
  startLinkMs: DAY,
  personalLinkMs: 14 * DAY,
}

/** scrypt's parameters (RFC 7914 §2): N a power of two, memory is 128 · N · r bytes. OWASP names these among its five. */
export const SCRYPT = { N: 2 ** 14, r: 8, p: 5 }

export const PASSPHRASE_WORK = {
  /** Hashed at the same time; more would leave no thread of the pool for files. */
  atOnce: 2,
  /** That may wait for their turn. */
  waiting: 200,
}
