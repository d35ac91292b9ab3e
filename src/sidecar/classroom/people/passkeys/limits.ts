/** COSE algorithms that are taken, most wanted first: EdDSA, ES256, RS256 (RFC 9053 §2, RFC 8812 §2). */
export const ALGORITHMS = [-8, -7, -257]

/** From the challenge to its answer, ms: a person has to find their key or telephone. */
export const CEREMONY_MS = 5 * 60_000
