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
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 })

const SLOT_MOMENTS = 20
/** The process of a grader's slots, by what its command line shows. */
const slotsOf = (which: number) => new RegExp(`grader-main\\.ts.*"spare":${SPARES[which]}\\b`)
/** What else is killed. */
const OTHERS: Record<string, { words: RegExp; moments: number }> = {
  "a learner's process": { words: /learner\/main\.mjs/, moments: 6 },
  'the stripper': { words: /strip\/main\.mjs/, moments: 4 },
}
/** Gradings take about this long on an idle machine; the moment lies within. */
const LATEST_MS = 150

const cases = [...casesOf('sample/frames'), ...casesOf('sample/echo-lines')].filter(({ name }) =>
  ['solution', 'one-chunk-one-message', 'throws-at-import', 'resets'].includes(name),
)

/** Each has as many learners' processes waiting as no other: by that its own process is found. */
const SPARES = [1, 2]
let graders: OpenedGrader[] = []

beforeEach(fullTier)
beforeAll(async () => {
  if (!FULL) return
  graders = SPARES.map((spare) => openGrader({ labs: EXERCISES, slots: 2, spare }))
  await Promise.all(graders.map(({ ready }) => ready))
})
afterAll(() => Promise.all(graders.map((grader) => grader.close())))

it(`grades anew, each with its own verdict, whatever was handed in when the process of the slots was killed at ${SLOT_MOMENTS} random moments`, async () => {
  const each = SLOT_MOMENTS / SPARES.length
  const killed = await Promise.all(
    graders.map((grader, which) => killAtMoments(grader, () => running(slotsOf(which)), each, `slots ${which}`)),
  )
  // At every moment: what was killed the time before is there again, or on its way.
  expect(killed).toEqual(SPARES.map(() => each))
})

for (const [victim, { words, moments }] of Object.entries(OTHERS)) {
  it(`gives every submission its own verdict although ${victim} is killed at ${moments} random moments`, async () => {
    const victims = () => running(slotsOf(0)).flatMap((slots) => running(words, slots))
    const killed = await killAtMoments(graders[0]!, victims, moments, victim)
    expect(killed).toBeGreaterThan(moments / 2)
  })
}

it('answers what was asked for with the same job, however often it was begun', async () => {
  const { exercise, files } = cases.find(({ name }) => name === 'solution')!
  const [grader] = graders as [OpenedGrader]
  const grading = grader.grade({ exercise, files, seed: 3, locale: 'en' })
  await pause(20)
  for (const pid of running(slotsOf(0))) process.kill(pid, 'SIGKILL')
  const [first, second] = [await grading, await grader.grade({ exercise, files, seed: 3, locale: 'en' })]
  expect(first).toMatchObject({ verdict: 'pass', seed: 3 })
  expect(second.job).not.toBe(first.job)
})

/** Hands in three at each moment. Resolves with how often there was something to kill. */
async function killAtMoments(
  grader: OpenedGrader,
  victims: () => number[],
  moments: number,
  label: string,
): Promise<number> {
  const random = seededRandom(20, label)
  let killed = 0
  for (let moment = 0; moment < moments; moment++) {
    const handedIn = [random.pick(cases), random.pick(cases), random.pick(cases)]
    const graded = handedIn.map((one) => verdictOf(grader, one))
    await pause(random.int(0, LATEST_MS))
    const pids = victims()
    if (pids.length > 0) {
      killed += kill(random.pick(pids))
    }
    expect(await Promise.all(graded), `${label}, moment ${moment}`).toEqual(handedIn.map(expectedOf))
  }
  return killed
}

/** One, or none: it may have ended by itself since it was seen. */
function kill(pid: number): 0 | 1 {
  try {
    process.kill(pid, 'SIGKILL')
    return 1
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 0
    throw error
  }
}

type Outcome = { name: string; verdict: string; failed: string[] | undefined }

async function verdictOf(grader: OpenedGrader, { exercise, files, name, expected }: Case): Promise<Outcome> {
  const { verdict, tests, problem } = await grader.grade({ exercise, files, locale: 'en' })
  if (verdict === 'error') throw new Error(`${name}: ${problem?.message}`)
  const failed = tests.filter(({ state }) => state !== 'passed').map(({ id }) => id)
  return { name, verdict, failed: expected.failed && failed }
}

const expectedOf = ({ name, wanted, expected }: Case): Outcome => ({ name, verdict: wanted, failed: expected.failed })

/** Below a process, and itself. Those of a learner are two: the outer process that holds it shows the same words. */
function running(words: RegExp, below = process.pid): number[] {
  return treeUsage(below).pids.filter((pid) => {
    try {
      return words.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))
    } catch {
      return false
    }
  })
}
