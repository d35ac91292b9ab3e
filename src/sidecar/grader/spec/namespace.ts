/** The network namespace this worker thread is in: that of the learner's process it is talking to, or of the spec's host beside it. */
import { enterNetns, visitNetns } from '../../sandbox/system/netns.ts'

/**
 * For the calling thread alone, so that a spec's own node:net meets the learner's program. `null`: stays where it is.
 * Also when the path is that of before: paths are of descriptors, whose numbers are used again.
 */
export function enter(netns: string | null): void {
  if (netns !== null) enterNetns(netns)
}

/** Does something synchronous in another namespace (`null`: in this one), and comes back. */
export function visiting<T>(netns: string | null, act: () => T): T {
  return netns === null ? act() : visitNetns(netns, act)
}
