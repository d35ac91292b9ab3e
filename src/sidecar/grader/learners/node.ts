/** How every learner's process runs Node, contained or not. */
import { join } from 'node:path'
import type { Limits } from '../../limits.ts'

/** The only folder of ours that a learner's process sees: its own side of the channel. */
export const LEARNER_FOLDER = join(import.meta.dirname, '../learner')
export const LEARNER_ENTRY = join(LEARNER_FOLDER, 'main.mjs')

export function nodeFlags(limits: Limits): string[] {
  return [
    `--max-old-space-size=${limits.heapMiB}`,
    // Small young generation and one helper thread: what a waiting process costs in memory.
    '--max-semi-space-size=1',
    '--v8-pool-size=1',
    '--stack-trace-limit=20',
    '--disable-sigusr1',
    '--disable-warning=ExperimentalWarning',
  ]
}
