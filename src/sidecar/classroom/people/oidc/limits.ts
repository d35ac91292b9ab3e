/** Of signing in by the school; times in ms. */
export const SCHOOL = {
  /** From here to the school and back: somebody may have to look for a password. */
  signInMs: 15 * 60_000,
  /** For one answer of the provider, s. */
  answerS: 10,
  /** … and of its size, bytes. */
  answerBytes: 1 << 20,
  /** Characters of state, nonce and whatever else comes back in a query. */
  query: 4_000,
}
