/** What a link's faults make of each frame. The wire asks; this folder answers; neither reads a clock or does I/O here. */
import type { FaultPlan } from '../../../../protocol/faults.ts'
import type { MadeFrame } from '../../../../protocol/lab.ts'

/** One direction of one cable. On a switch's cables one end is the switch, by its link's name. */
export type Place = { link: string; from: string; to: string }

/** A frame to put on a cable end. */
export type Delivery = {
  frame: Buffer
  /** performance.now() ms at which it arrives; the wire delivers in order of `at`, equal times in order of asking. */
  at: number
  /** To whom: the far end (`to`), or back to the sender (`from`, resets only). */
  towards: 'to' | 'from'
  /** Absent for the frame itself. */
  made?: MadeFrame
}

export type Outcome = {
  /**
   * `passed`: it is among the deliveries. `dropped`: nobody gets it, though a reset may be sent in answer. `replaced`:
   * others made of it travel in its place. `held`: it comes out of `due`, perhaps at once: ask `next` after each frame.
   */
  fate: 'passed' | 'dropped' | 'replaced' | 'held'
  deliveries: Delivery[]
}

/** Frames held back that go on now. `keys`: theirs, in the order in which they were sent. */
export type Due = {
  place: Place
  keys: number[]
  /** Never empty. When none of them is without `made`, the frames of `keys` were replaced. */
  deliveries: Delivery[]
}

export interface WireFaults {
  /** Counts and random streams go on. */
  set(plan: FaultPlan): void
  /** Counts and random streams start again from the plan's seed, times with the next frame; what was held is forgotten. */
  beginRun(): void
  /** Once for each frame in the order in which they were sent. `key` comes back in `due` so that the wire can settle its record. */
  onFrame(place: Place, frame: Buffer, now: number, key: number): Outcome
  /** When `due` wants to be asked next, performance.now() ms, perhaps in the past; null: not before the next frame. */
  readonly next: number | null
  due(now: number): Due[]
}
