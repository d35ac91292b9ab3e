/** What one grading showed, as far as a proof needs it. Small enough to keep. */
import type { GoneCode } from '../../sidecar/grader/spec/faults.ts'
import type { Verdict } from '../../sidecar/grader/types.ts'

export type FailedTest = { id: string; cause: 'assertion' | 'late' | 'gone'; message: string }

export type Outcome = {
  verdict: Verdict['verdict']
  seed: number
  /** Of the grading, without waiting for a slot. */
  ms: number
  failed: FailedTest[]
  /** Why no test ran: the submission cannot be loaded, or a fault of ours. */
  problem?: { code: string; message: string }
}

const NOT_RUN: GoneCode = 'LEARNER_NOT_RUN'

/** The first line of a message is kept. */
export function outcomeOf({ verdict, seed, ms, tests, problem }: Verdict): Outcome {
  const failed = tests
    // One that was not run says nothing.
    .filter(({ state, code }) => state === 'failed' && code !== NOT_RUN)
    .map(({ id, cause = 'assertion', message }) => ({ id, cause, message: message.split('\n')[0] ?? '' }))
  return {
    verdict,
    seed,
    ms,
    failed,
    ...(problem ? { problem: { code: problem.code, message: problem.message } } : {}),
  }
}

/** `seed 2: two (expected 1 to be 2); empty`, or why nothing ran. */
export function told({ seed, failed, problem }: Outcome): string {
  const tests = failed.map(({ id, message }) => (message === '' ? id : `${id} (${message})`)).join('; ')
  return `seed ${seed}: ${problem ? `${problem.code}: ${problem.message}` : tests || 'no test failed'}`
}
