/** What a grading takes and gives. */

export type Locale = 'en' | 'zh-cn'
export type TestState = 'passed' | 'failed' | 'missing'
export type Provenance = 'practice' | 'hosted'

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
  /** What failed it: an assertion, a call or wait that took too long, or the learner's process ending. Absent when it passed. */
  cause?: 'assertion' | 'late' | 'gone'
}

export type Verdict = {
  version: 1
  exercise: string
  verdict: 'pass' | 'fail' | 'error'
  points: number
  maxPoints: number
  seed: number
  provenance: Provenance
  ms: number
  tests: TestVerdict[]
  /** Why there is no test result to show: a file that cannot be read, parsed or loaded; or our own fault. */
  problem?: { code: string; message: string; file?: string; line?: number; column?: number }
  /** First kilobytes the submission printed. Shown, never read as a result. */
  printed: string
}

export type GradeRequest = {
  exercise: string
  /** Submission: path within the exercise's files -> text. */
  files: Record<string, string>
  seed?: number
  locale: Locale
}

export interface Grader {
  grade(request: GradeRequest, signal?: AbortSignal): Promise<Verdict>
  close(): Promise<void>
}
