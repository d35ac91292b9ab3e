/** SIGKILL from outside at random moments: what was being graded is graded again, and nobody gets a wrong verdict. */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import { seededRandom } from '../../src/sidecar/grader/spec/random.ts'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { type Case, casesOf, EXERCISES } from './cases.ts'

// A killed grader process is started anew, seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

/** What is killed, by what its command line shows. */
const VICTIMS = {
  'the process of the slots': /grader-main\.ts/,
  "a learner's process": /learner\/main\.mjs/,
  'the stripper': /strip\/main\.mjs/,
}
type Victim = keyof typeof VICTIMS
const MOMENTS: Record<Victim, number> = { 'the process of the slots': 4, "a learner's process": 9, 'the stripper': 7 }
/** Gradings take about this long on an idle machine; the moment lies within. */
const LATEST_MS = 150

const cases = [...casesOf('sample/frames'), ...casesOf('sample/echo-lines')].filter(({ name }) =>
  ['solution', 'one-chunk-one-message', 'throws-at-import', 'resets'].includes(name),
)

let grader: OpenedGrader

beforeEach(fullTier)
beforeAll(async () => {
  if (!FULL) return
  grader = openGrader({ labs: EXERCISES, slots: 2 })
  await grader.ready
})
afterAll(() => grader?.close())

for (const [victim, moments] of Object.entries(MOMENTS) as [Victim, number][]) {
  it(`gives every submission its own verdict although ${victim} is killed at ${moments} random moments`, async () => {
    const random = seededRandom(20, victim)
    let killed = 0
    for (let moment = 0; moment < moments; moment++) {
      const handedIn = [random.pick(cases), random.pick(cases), random.pick(cases)]
      const graded = handedIn.map(verdictOf)
      await pause(random.int(0, LATEST_MS))
      const pids = running(VICTIMS[victim])
      if (pids.length > 0) {
        process.kill(random.pick(pids), 'SIGKILL')
        killed++
      }
      expect(await Promise.all(graded), `moment ${moment}`).toEqual(handedIn.map(expectedOf))
    }
    expect(killed).toBeGreaterThan(moments / 2)
  })
}

it('answers what was asked for with the same job, however often it was begun', async () => {
  const { exercise, files } = cases.find(({ name }) => name === 'solution')!
  const grading = grader.grade({ exercise, files, seed: 3, locale: 'en' })
  await pause(20)
  for (const pid of running(VICTIMS['the process of the slots'])) process.kill(pid, 'SIGKILL')
  const [first, second] = [await grading, await grader.grade({ exercise, files, seed: 3, locale: 'en' })]
  expect(first).toMatchObject({ verdict: 'pass', seed: 3 })
  expect(second.job).not.toBe(first.job)
})

type Outcome = { name: string; verdict: string; failed: string[] | undefined }

async function verdictOf({ exercise, files, name, expected }: Case): Promise<Outcome> {
  const { verdict, tests, problem } = await grader.grade({ exercise, files, locale: 'en' })
  if (verdict === 'error') throw new Error(`${name}: ${problem?.message}`)
  const failed = tests.filter(({ state }) => state !== 'passed').map(({ id }) => id)
  return { name, verdict, failed: expected.failed && failed }
}

const expectedOf = ({ name, wanted, expected }: Case): Outcome => ({ name, verdict: wanted, failed: expected.failed })

/** Below this process. Those of a learner are two: the outer process that holds it shows the same words. */
function running(words: RegExp): number[] {
  return treeUsage(process.pid).pids.filter((pid) => {
    try {
      return words.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))
    } catch {
      return false
    }
  })
}
