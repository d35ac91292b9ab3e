/** How every learner's process runs Node, contained or not. */
import type { Limits } from '../../limits.ts'

/** No `--stack-trace-limit`: with it V8 refuses the code that Node carries compiled, which is a fifth of a start. */
export function nodeFlags(limits: Limits): string[] {
  return [
    `--max-old-space-size=${limits.heapMiB}`,
    // Small young generation and one helper thread: what a waiting process costs in memory.
    '--max-semi-space-size=1',
    '--v8-pool-size=1',
    '--disable-sigusr1',
    '--disable-warning=ExperimentalWarning',
  ]
}
