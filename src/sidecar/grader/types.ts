/** What a grading takes and gives. */
import type { CapturedPacket } from '../../protocol/lab.ts'

export type Locale = 'en' | 'zh-cn'
export type TestState = 'passed' | 'failed' | 'missing'
export type Provenance = 'practice' | 'hosted'

/** Lines and columns from 1. */
export type Place = { file: string; line: number; column?: number }

/** `message` ends with what to do next. `source`: the line at fault, as the learner wrote it. */
export type Problem = { code: string; message: string; file?: string; line?: number; column?: number; source?: string }

export type TestVerdict = {
  id: string
  /** In the reader's language. */
  title: string
  state: TestState
  points: number
  maxPoints: number
  /** What was sent, expected and got; empty for a hidden test's data. */
  message: string
  visibility: 'visible' | 'hidden'
  /** Text of the hint this test points at, absent when it passed. */
  hint?: string
  /** Which of the exercise's hints that is, from 1. */
  hintId?: number
  /** What travelled in it, the first some hundred packets: of a visible test that failed, in a captured exercise. */
  packets?: CapturedPacket[]
  /** What failed it: an assertion, a call or wait that took too long, or the learner's process ending. Absent when it passed. */
  cause?: 'assertion' | 'late' | 'gone'
  /** Stable name of what happened where `cause` is not `assertion`: LEARNER_LATE, WAIT_LATE, LEARNER_EXITED … */
  code?: string
  /** The two values compared, in words; bytes as hex with the first that differs in brackets. */
  expected?: string
  actual?: string
  /** Of bytes: offset of the first that differs, and the field it lies in, where the exercise names its fields. */
  difference?: { at: number; field?: string }
  /** Where in the submission it crashed or threw. */
  place?: Place
  /** How long the test took. */
  ms?: number
}

/** `spec`: hash of what judged (exercise.json, spec, driver); the other two as they name themselves. */
export type Versions = { spec: string; wirebook: string; node: string }

export type Verdict = {
  version: 1
  /** Of this grading alone, and the same however often it had to be begun. */
  job: string
  exercise: string
  verdict: 'pass' | 'fail' | 'error'
  points: number
  maxPoints: number
  seed: number
  provenance: Provenance
  versions: Versions
  ms: number
  tests: TestVerdict[]
  /** Why there is no test result to show: a file that cannot be read, parsed or loaded; or our own fault. */
  problem?: Problem
  /** First kilobytes the submission printed. Shown, never read as a result. */
  printed: string
}

export type GradeRequest = {
  exercise: string
  /** Submission: path within the exercise's files -> text. */
  files: Record<string, string>
  seed?: number
  locale: Locale
  /**
   * Ids of the only tests to run, for who proves an exercise. The others are told as `missing`, and so the verdict is
   * never `pass`.
   */
  only?: string[]
  /** Messages of hidden tests too. Only for the exercise's author: they hold its data. */
  reveal?: boolean
}

export interface Grader {
  grade(request: GradeRequest, signal?: AbortSignal): Promise<Verdict>
  close(): Promise<void>
}
