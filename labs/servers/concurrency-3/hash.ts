// A slow hash, as passwords need it. Nothing in it waits: it computes without a pause.
import { pbkdf2Sync } from 'node:crypto'

const ROUNDS = 1_000_000

export function hash(): string {
  return pbkdf2Sync('correct horse', 'wirebook', ROUNDS, 8, 'sha256').toString('hex')
}
