/** One direction of one cable: when its frames arrive, and which of them are being held back. */
import type { Joiner } from './joiner.ts'
import type { NamedRule } from './match.ts'
import type { Delivery, Place } from './types.ts'

/** Pieces are spread in time only while the direction is not further behind than this, ms. */
const SPREAD_MS = 40

/** A rule's counts and random numbers in this direction. */
export type RuleState = {
  seed: number
  random: () => number
  /** Frames the rule held for since the run began. */
  count: number
  /** `rate`: when the last bit of what was sent so far has left, performance.now() ms. */
  free: number
}

export type Made = Pick<Delivery, 'frame' | 'made'>

/** Frames on their way out: those of `keys`, or what was made of them. */
export type Batch = { keys: number[]; frames: Made[]; sent: number; jitter: number }

/** Overtaken by `by` more frames, or at `until`, it goes on. */
export type HeldBatch = Batch & { by: number; until: number }

export type Timing = { delay: number; gap: number; rates: { kbps: number; state: RuleState }[] }

export class Lane {
  readonly place: Place
  readonly states = new Map<string, RuleState>()
  readonly joiners = new Map<string, Joiner>()
  rules: NamedRule[] = []
  held: HeldBatch[] = []
  /** Arrival of the latest frame, performance.now() ms: none may overtake it but by `reorder`. */
  last = 0

  constructor(place: Place) {
    this.place = place
  }

  /** Gives each frame its time: waits for the line, travels, and comes behind those before it. */
  deliver({ frames, sent, jitter }: Batch, { delay, gap, rates }: Timing): Delivery[] {
    return frames.map(({ frame, made }, index) => {
      let leaves = sent
      for (const { kbps, state } of rates) {
        state.free = Math.max(state.free, leaves) + (frame.length * 8) / kbps
        leaves = state.free
      }
      const due = leaves + delay + jitter
      const spread = made === 'piece' && index > 0 && this.last - due < SPREAD_MS ? gap : 0
      this.last = Math.max(due, this.last + spread)
      return { frame, at: this.last, towards: 'to' as const, ...(made && { made }) }
    })
  }

  /** `count` frames have passed: what they have overtaken often enough comes out, in the order in which it was sent. */
  overtake(count: number): HeldBatch[] {
    for (const batch of this.held) batch.by -= count
    return this.#release((batch) => batch.by <= 0)
  }

  overdue(now: number): HeldBatch[] {
    return this.#release(({ until }) => until <= now)
  }

  #release(goes: (batch: HeldBatch) => boolean): HeldBatch[] {
    if (this.held.length === 0) return []
    const released = this.held.filter(goes)
    if (released.length > 0) this.held = this.held.filter((batch) => !released.includes(batch))
    return released
  }
}
