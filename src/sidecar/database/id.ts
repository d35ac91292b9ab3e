import { randomBytes } from 'node:crypto'

/** 96 random bits as 16 characters of base64url, so that nobody finds one by guessing. */
export function newId(): string {
  return randomBytes(12).toString('base64url')
}

/** The one person of a machine without accounts. */
export const LOCAL_PERSON = 'local'
