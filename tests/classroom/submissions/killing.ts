/**
 * Stops this process, by SIGKILL, just before its n-th statement that changes something reaches the database; `begin` and
 * `commit` are among them. Between two that only read nothing differs.
 */
import { flushCompileCache } from 'node:module'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

let left = Number.POSITIVE_INFINITY
let counted = 0

/** From now on. Those before are not counted. */
export function killAt(n: number): void {
  // Whoever is killed writes nothing for those who come after.
  flushCompileCache()
  left = n
  counted = 0
}

export function writes(): number {
  return counted
}

const READS = /^\s*select\b(?!.*(add_job|pg_notify|advisory))/is

function count(text: unknown): void {
  if (READS.test(typeof text === 'string' ? text : (text as { text: string }).text)) return
  counted += 1
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (...words) {
  count(words[0])
  return prepare.apply(this, words)
}
const query = pg.Client.prototype.query as (...words: unknown[]) => unknown
pg.Client.prototype.query = function (this: pg.Client, ...words: unknown[]) {
  count(words[0])
  return query.apply(this, words)
} as typeof pg.Client.prototype.query
