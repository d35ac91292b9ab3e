/** Where this process's learners are to live. */
import type { ProcessOptions } from '../messages.ts'
import { ContainedHouse } from './contained.ts'
import { PlainHouse } from './plain.ts'
import type { LearnerHouse } from './types.ts'

/** `full`: contained; throws SandboxError where that cannot be. The caller starts another process for `reduced`. */
export async function openHouse(
  { tier, withoutBubblewrap }: Pick<ProcessOptions, 'tier' | 'withoutBubblewrap'>,
  scratch: string,
): Promise<LearnerHouse> {
  return tier === 'reduced' ? new PlainHouse(scratch) : ContainedHouse.open(scratch, withoutBubblewrap)
}
