/** One graded behaviour: `check(id, body)`. Title, points, visibility and hint of the id stand in exercise.json. */
import { test } from 'vitest'
import { GRADER_LIMITS } from '../limits.ts'
import { comparable } from './comparable.ts'
import { doing } from './doing.ts'
import { SpecFault } from './faults.ts'
import { Grading } from './grading.ts'
import { told } from './say.ts'

/** Vitest's own limit is a second net: this file's limit ends the learner's process first and says what was awaited. */
const VITEST_SLACK_MS = 4_000
/** How long a body may take to notice that its test is over. */
const UNWIND_MS = 2_000

/** An exercise that allows a long call allows a test that long. */
const testMs = ({ job }: Grading): number => Math.max(GRADER_LIMITS.testMs, Math.max(job.callMs, job.playMs) + 1_000)

export function check(id: string, body: () => Promise<void> | void): void {
  const grading = Grading.current()
  if (!grading.job.tests.includes(id)) throw new SpecFault(`check("${id}"): exercise.json has no test of this id`)
  if (!grading.job.wanted.includes(id)) return
  test(id, { meta: { check: id }, timeout: testMs(grading) + VITEST_SLACK_MS }, async ({ task }) => {
    task.meta.job = grading.job.id
    await grading.begin(id)
    const thrown = await withinTime(grading, body).then(
      () => [],
      (error: unknown) => [comparable(error)],
    )
    const packets = thrown.length > 0 ? await grading.packets() : undefined
    if (packets) task.meta.packets = packets
    // Throws over whatever the body threw: a lost process explains every other failure of its test.
    grading.end(thrown[0])
    if (thrown.length > 0) throw thrown[0]
  })
}

async function withinTime(grading: Grading, body: () => Promise<void> | void): Promise<void> {
  const run = Promise.resolve().then(body)
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), testMs(grading))
  try {
    if ((await Promise.race([run, late])) !== 'late') return
    await grading.waited()
    const failure = grading.link.fail(
      'LEARNER_WALL',
      `${told().testLate(testMs(grading), grading.pending())}\n${doing()}`,
    )
    await Promise.race([run.catch(() => {}), new Promise((done) => setTimeout(done, UNWIND_MS))])
    throw failure
  } finally {
    clearTimeout(timer)
  }
}
