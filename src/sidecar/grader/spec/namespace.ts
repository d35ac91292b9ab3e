/** The network namespace this worker thread is in: that of the learner's process it is talking to, or of the spec's host beside it. */
import { enterNetns } from '../../sandbox/system/netns.ts'

let entered: string | null = null

/** For the calling thread alone, so that a spec's own node:net meets the learner's program. `null`: stays where it is. */
export function enter(netns: string | null): void {
  if (netns !== null && netns !== entered) enterNetns(netns)
  entered = netns
}

/** Does something synchronous in another namespace (`null`: in this one), and comes back. */
export function visiting<T>(netns: string | null, act: () => T): T {
  const home = entered
  if (home === null || netns === null || netns === home) return act()
  enterNetns(netns)
  try {
    return act()
  } finally {
    enterNetns(home)
  }
}
