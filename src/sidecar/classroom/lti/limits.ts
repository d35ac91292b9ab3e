/** Times and bounds of LTI. Times in ms. */
export const LTI_TIMES = {
  /** From the begin of a sign-in at a platform to its end; as long the state and the nonce hold. */
  loginMs: 10 * 60_000,
  /** An id_token older than this is refused, whatever it says about its own end. */
  tokenAgeMs: 60 * 60_000,
  /** By which a platform's clock may differ from ours. */
  clockMs: 60_000,
  /** A key we do not know makes us ask the platform for its keys, at most once in this time … */
  keysCooldownMs: 30_000,
  /** … and they are asked for anew after this in any case, so that a withdrawn key ends. */
  keysAgeMs: 10 * 60_000,
  /** For one answer of a platform. */
  answerMs: 10_000,
  /** What one signs for a platform holds so long. */
  assertionMs: 5 * 60_000,
  /** Between a deep linking request and the choice. */
  choosingMs: 60 * 60_000,
  /** A key of ours signs for so long … */
  keyMs: 90 * 86_400_000,
  /** … is shown this long before it signs, so that every platform has seen it … */
  keyBeforeMs: 86_400_000,
  /** … and this long after. */
  keyAfterMs: 7 * 86_400_000,
}

export const LTI_BOUNDS = {
  /** Of an answer of a platform, bytes. */
  answerBytes: 4 << 20,
  /** Of its list of keys, bytes: a key takes less than one KiB. */
  keysBytes: 256 << 10,
  /** Pages and members of one class. */
  pages: 100,
  members: 10_000,
  /** Characters of what a platform answered, as it is kept. */
  answer: 300,
}

export const SCORES = {
  /** How often it is looked for scores that are due. */
  everyMs: 5_000,
  /** A score that is being sent is nobody else's for so long: longer than its answers may take. */
  leaseMs: 60_000,
  /** First pause; each next one is twice as long, up to `pauseAtMostMs`. */
  pauseMs: 30_000,
  pauseAtMostMs: 3_600_000,
  /** About three days. */
  tries: 80,
  /** Looked at in one go. */
  atOnce: 200,
  /** Shown of a cohort, newest first. */
  shown: 1_000,
}
export type ScoreTimes = typeof SCORES
