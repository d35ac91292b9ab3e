/** What a file of this folder exports, and what measuring it gives. */

/** Higher is better for rates (`…/s`), lower for everything else. */
export type Unit =
  | 'ms'
  | 'MiB'
  | 'packets'
  | 'packets/s'
  | 'gradings/s'
  | 'sessions/GiB'
  | 'labs/s'
  | 'MB/s'
  | 'datagrams/s'
  | 'round trips/s'
  | 'left'
  | 'tasks'
  | 'of 100'
  | 'pages/s'
  | 's'
  | 'kB'

/** What a row is held against: at most, of rates at least. */
export type Goal = {
  of: 'median' | 'slow end' | 'ratio'
  limit: number
  /** What is known of why it is missed, where it is, for docs/benchmarks.md. */
  why?: string
}

export type Rival = { what: string; values: number[] }

export type Measured = {
  /** What was done, in a few words. */
  what: string
  unit: Unit
  /** One number a repetition, in their order: the nth of ours was taken next to the nth of the rival's. */
  values: number[]
  /** The same work done the usual way, in the same run. */
  rival?: Rival
  goal?: Goal
}

export type Result = {
  measured: Measured[]
  /** What was left out and why, and whatever the numbers do not say themselves. */
  notes: string[]
}

export type Claim = {
  title: string
  /** What we aim at, in words. Nothing fails when it is missed. */
  target: string
  /** Measured only when it is named: it takes long. */
  named?: true
  /** It is broken when it takes longer, ms. Default: two minutes. */
  longestMs?: number
  /** Rejects only when something is broken. */
  measure(): Promise<Result>
}
