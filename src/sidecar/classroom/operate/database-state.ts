/** What ails a database, from what it says: SQLite's result codes, PostgreSQL's SQLSTATE, errno. Pure. */
import { isTransient } from '../../database/transient.ts'

export type DatabaseState =
  /** No room on its disk, or at its size limit. */
  | 'full'
  | 'read-only'
  /** The file is something else. */
  | 'not-a-database'
  /** The file was a database, and is damaged. */
  | 'damaged'
  /** Another program holds it. */
  | 'busy'
  | 'wrong-password'
  /** User, database or right that the server does not have. */
  | 'refused'
  /** It cannot be reached now. */
  | 'away'

/** sqlite.org/rescode.html: the low byte is the primary code. */
const SQLITE: Record<number, DatabaseState> = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  11: 'damaged',
  13: 'full',
  26: 'not-a-database',
}

/** PostgreSQL, Appendix A, and errno. */
const CODES: Record<string, DatabaseState> = {
  '53100': 'full',
  ENOSPC: 'full',
  EDQUOT: 'full',
  '25006': 'read-only',
  EROFS: 'read-only',
  '28P01': 'wrong-password',
  '28000': 'refused',
  '3D000': 'refused',
  '42501': 'refused',
  ENOTFOUND: 'away',
  EAI_AGAIN: 'away',
  EHOSTUNREACH: 'away',
  ENETUNREACH: 'away',
  ETIMEDOUT: 'away',
  // Too many connections: it will have some again.
  '53300': 'away',
}

/** Null: none of these. */
export function stateOf(error: unknown): DatabaseState | null {
  const { code, errcode, message = '' } = error as { code?: string; errcode?: number; message?: string }
  if (typeof errcode === 'number') return SQLITE[errcode & 0xff] ?? null
  if (code !== undefined && code in CODES) return CODES[code] ?? null
  // Of a password that the client lacks: pg says it without a code.
  if (/client password must be a string|SASL/.test(message)) return 'wrong-password'
  return isTransient(error) ? 'away' : null
}

/** Its file or its server says so, and waiting does not help. */
export function needsHands(state: DatabaseState | null): boolean {
  return state === 'full' || state === 'read-only' || state === 'damaged'
}
