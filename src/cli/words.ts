/** How a program ended, in words. */
import type { ProgramExit } from '../protocol/lab.ts'
import { LIMIT_WORDS } from './limit-words.ts'

export function exitWords({ reason, code, signal, limit }: ProgramExit): string {
  if (reason === 'stopped') return 'stopped'
  if (reason === 'limit') return `stopped at ${limit === undefined ? 'a limit' : LIMIT_WORDS[limit]}`
  if (reason === 'crashed') return signal ? `ended by ${signal}` : `crashed, status ${code}`
  return `exited, status ${code}`
}
