/** Learners' processes as the grader sees them: each waits, serves one grading, and is killed. */
import type { Duplex } from 'node:stream'
import type { FaultPlan } from '../../../protocol/faults.ts'
import type { Tier } from '../../../protocol/lab.ts'
import type { Limits } from '../../limits.ts'

export type LearnerExit = { code: number | null; signal: string | null }

/**
 * A wire between submission and spec. `submission`: path of the namespace where the submission runs; `address`: of the
 * end that listens, whichever of the two it is.
 */
export type OnWire = { submission: string; address: string }

/** On a wire: which host the submission is; the spec is the other. */
export type WireEnd = 'client' | 'server'

export interface LearnerProcess {
  /** Path of the network namespace it lives in (`setns` opens it); null where it shares the machine's network. */
  readonly netns: string | null
  /** Null where spec and submission share one host. */
  readonly wire: OnWire | null
  /** Disturbs the wire from now on, with frames counted from 1; nothing where there is none. */
  setFaults(plan: FaultPlan): void
  /** Its fd 3. */
  readonly channel: Duplex
  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void): void
  /** Settles once it has ended and all its output was told. */
  readonly exited: Promise<LearnerExit>
  /** Resident bytes of everything in its sandbox. */
  memory(): number
  /** SIGKILL to all of it; resolves when it is gone. Idempotent. */
  kill(): Promise<void>
}

/** Where learners' processes come from. Implemented by contained.ts (namespaces) and plain.ts (none). */
export interface LearnerHouse {
  readonly tier: Tier
  /** URL of the file from whose place packages (`wirebook/socket`) are looked up; null: from the submission's own. */
  readonly packages: string | null
  /** Starts a process that waits at its channel; with `end` on a wire, where the tier has one. */
  fork(limits: Limits, end?: WireEnd): Promise<LearnerProcess>
  close(): Promise<void>
}
