/** The network namespace this worker thread is in: that of the learner's process it is talking to. */
import { enterNetns } from '../../sandbox/system/netns.ts'

let entered: string | null = null

/** For the calling thread alone, so that a spec's own node:net meets the learner's program. `null`: stays where it is. */
export function enter(netns: string | null): void {
  if (netns !== null && netns !== entered) enterNetns(netns)
  entered = netns
}
