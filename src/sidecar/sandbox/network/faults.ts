/** What a fault plan does to each frame of a link. Pure: the same plan disturbs the same frames. */
import type { FaultPlan } from '../../../protocol/lab.ts'
import { locate } from './checksum.ts'

const TCP = 6

/** Counts TCP segments by sender and knows which to drop. Ordinals are from 1 since the run began. */
export class FaultState {
  #plan: FaultPlan
  #sent = new Map<string, number>()

  constructor(plan: FaultPlan) {
    this.#plan = plan
  }

  /** The counts go on. */
  set(plan: FaultPlan): void {
    this.#plan = plan
  }

  beginRun(): void {
    this.#sent.clear()
  }

  /** To be asked once for each frame, in the order in which they were sent. */
  decide(from: string, frame: Buffer): { drop: boolean; delayMs: number } {
    const { delayMs, drop } = this.#plan
    if (locate(frame)?.protocol !== TCP) return { drop: false, delayMs }
    const nth = (this.#sent.get(from) ?? 0) + 1
    this.#sent.set(from, nth)
    return { drop: drop.some((rule) => rule.from === from && rule.nth.includes(nth)), delayMs }
  }
}
