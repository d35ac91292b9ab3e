/**
 * What a spec's worker thread and the grader tell each other: what to run and what became of it by the thread's own
 * port; all about learners' processes by a second one, which the spec reads. The grader owns these processes.
 */
import type { SerializedError } from 'vitest'
import type { Files } from '../../../course/load.ts'
import type { Exercise } from '../../../course/schema.ts'
import type { FaultPlan } from '../../../protocol/faults.ts'
import type { CapturedPacket } from '../../../protocol/lab.ts'
import type { OnWire, Taken } from '../learners/types.ts'
import type { Locale, Problem } from '../types.ts'
import type { Source } from './sources.ts'

/**
 * One learner's process given to a job. `netns`: namespace the spec has to enter to meet it; null: the machine's own.
 * `wire`: null where both are on one host. `pid`: the outermost process of its sandbox. `captured`: its frames are kept. `starved`: how long it had
 * been ready to run and had no processor until it was given, ms.
 */
export type LearnerGiven = {
  key: number
  netns: string | null
  wire: OnWire | null
  pid: number | null
  captured: boolean
  starved: number
}

/** What a spec is provided with. Plain data: it passes through Vitest's own messages. */
export type Job = {
  id: string
  seed: number
  locale: Locale
  kind: Exercise['kind']
  capture: boolean
  tests: string[]
  /** Those of `tests` whose data no learner may see. */
  hidden: string[]
  /** Those of `tests` that are to run. */
  wanted: string[]
  callMs: number
  playMs: number
  learner: LearnerGiven
  /** Sent to each learner's process as it is. JavaScript, types already stripped. */
  load: { files: Files; entry: string; driver: string | null; packages: string | null }
}

/** Its codes: spec/load-problem.ts. */
export type LoadProblem = Problem

/** Why the grader ended a process that had done nothing wrong on the channel. */
export type StoppedFor = 'output' | 'channel' | 'wall' | 'memory'

export type FromGrader =
  | { type: 'data'; key: number; bytes: Uint8Array }
  | { type: 'output'; key: number; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'exited'; key: number; code: number | null; signal: string | null; stopped: StoppedFor | null }
  | { type: 'learner'; request: number; learner: LearnerGiven | null }
  /** `starved`: how long it was ready to run and had no processor, ms. */
  | { type: 'memory'; request: number; bytes: number; starved: number }
  /** They are at work. */
  | { type: 'faults'; request: number }
  | { type: 'packets'; request: number; taken: Taken }

export type ToGrader =
  | { type: 'send'; key: number; bytes: Uint8Array }
  | { type: 'kill'; key: number }
  /** It is about to be asked what is hidden: what it prints from now on is not shown. */
  | { type: 'hide'; key: number }
  | { type: 'load-failed'; job: string; problem: LoadProblem }
  | { type: 'learner'; job: string; request: number }
  | { type: 'memory'; key: number; request: number }
  | { type: 'faults'; key: number; plan: FaultPlan; request: number }
  | { type: 'packets'; key: number; after: number; request: number }

/** `source`: of the spec, which would be asked for otherwise. `job`: null for the spec that tries whether the runner works. */
export type ToThread = { type: 'run'; id: string; specFile: string; source: Source; job: Job | null }

/** One test as the runner left it. `check`, `job`: what it wrote into its own record (check.ts). */
export type SpecTest = {
  name: string
  check: string | undefined
  job: string | undefined
  packets: CapturedPacket[] | undefined
  passed: boolean
  errors: SerializedError[]
  ms: number | undefined
}

/** `errors`: of the spec as a whole, and those that nobody caught. */
export type FromThread = { type: 'ran'; id: string; tests: SpecTest[]; errors: SerializedError[] }

declare module 'vitest' {
  interface ProvidedContext {
    job: Job
  }
  interface TaskMeta {
    /** Id of the check, and the job it ran for: a result without this job's id proves nothing. */
    check?: string
    job?: string
    /** What travelled in a test that failed, where the exercise is captured. */
    packets?: CapturedPacket[]
  }
}
