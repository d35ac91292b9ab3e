/** The strongest house of learners' processes that this machine allows. */
import { PlainHouse } from './plain.ts'
import type { LearnerHouse } from './types.ts'

export async function openHouse(_tier: 'full' | 'reduced'): Promise<LearnerHouse> {
  return new PlainHouse()
}
