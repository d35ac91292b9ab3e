/** What a cookie or a link holds, and what the database keeps of it. */
import { createHash, randomBytes } from 'node:crypto'

export type Token = { token: string; hash: Uint8Array }

/** 256 random bits. */
export function newToken(): Token {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashOf(token) }
}

/** SHA-256; a token has too many bits to be found by trying, so that nothing slower is needed. */
export function hashOf(token: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(token).digest())
}
