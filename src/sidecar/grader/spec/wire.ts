/** Disturbs the wire between submission and spec, in exercises whose `exercise.json` says `"wire": true`. */
import { FaultTextError, parseFaults } from '../../../protocol/fault-text.ts'
import type { FaultRule } from '../../../protocol/faults.ts'
import { SpecFault } from './faults.ts'
import { Grading } from './grading.ts'
import { askFaults } from './port.ts'

/** Largest seed: 32 bits. */
const MOST_SEED = 0xffff_ffff

/**
 * From now on, until the test ends, as `--fault` writes it: `faults('server/tcp:split=~4,delay=5')`; `none` ends it.
 * The submission is the host `server` in server exercises, `client` in client exercises; the spec is the other. What is
 * drawn comes from the grading's seed and the test, so that `--seed` replays it. Resolves false in the reduced tier,
 * where there is no wire and nothing is disturbed. Throws SpecFault for text that is none, and without a wire.
 */
export async function faults(text: string): Promise<boolean> {
  const { link, random, job } = Grading.current()
  const plan = { seed: random.int(0, MOST_SEED), rules: rulesOf(text) }
  if (job.learner.netns === null) return false
  if (!link.given.wire) throw new SpecFault('faults(): exercise.json has to say "wire": true')
  await askFaults(link.key, plan)
  return true
}

function rulesOf(text: string): FaultRule[] {
  try {
    return parseFaults(text)
  } catch (error) {
    if (error instanceof FaultTextError) throw new SpecFault(`faults(): ${error.message}`)
    throw error
  }
}
