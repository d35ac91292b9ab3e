// The proof, and the options both programs share.
import { createHmac, timingSafeEqual } from 'node:crypto'

export type Hash = 'sha256' | 'md5'

export const CHALLENGE_BYTES = 32
export const RESPONSE_BYTES: Record<Hash, number> = { sha256: 32, md5: 16 }

/** What the client has to send back: only who has the secret can compute it. */
export const responseTo = (challenge: Buffer, secret: string, hash: Hash): Buffer =>
  createHmac(hash, secret).update(challenge).digest()

/** Takes the same time wherever the two differ. timingSafeEqual throws on different lengths, so those come first. */
export const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

export const option = (name: string): string | undefined =>
  process.argv.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)

export const hashOf = (): Hash => (process.argv.includes('md5') || option('hash') === 'md5' ? 'md5' : 'sha256')

/** A real secret is random, is read from the environment, and stands in no repository. */
export const secretOf = (): string => option('secret') ?? process.env.SECRET ?? 'wirebook'
