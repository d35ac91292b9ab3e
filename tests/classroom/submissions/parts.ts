/** A classroom's submissions over a database, with a grader that needs no exercise. */
import type { Bus } from '../../../src/sidecar/classroom/live/bus.ts'
import { openBus } from '../../../src/sidecar/classroom/live/open.ts'
import type { QueueLimits } from '../../../src/sidecar/classroom/queue/limits.ts'
import { openQueue } from '../../../src/sidecar/classroom/queue/open.ts'
import type { GradingQueue } from '../../../src/sidecar/classroom/queue/queue.ts'
import { QueuedSubmissions, type SubmissionParts } from '../../../src/sidecar/classroom/submissions/submissions.ts'
import { gradingWork } from '../../../src/sidecar/classroom/submissions/work.ts'
import type { Database } from '../../../src/sidecar/database/database.ts'
import type { GradeRequest, Grader, Verdict } from '../../../src/sidecar/grader/types.ts'
import { silent } from '../queue/parts.ts'

export type Parts = { database: Database; queue: GradingQueue; bus: Bus; submissions: QueuedSubmissions }

export async function partsOf(
  database: Database,
  limits: Partial<QueueLimits> = {},
  rules: SubmissionParts['rules'] = {},
): Promise<Parts & { close(): Promise<void> }> {
  const queue = await openQueue(database, silent, limits)
  const bus = await openBus(database, silent)
  const submissions = new QueuedSubmissions({ database, queue, bus, clock: Date.now, rules })
  return {
    database,
    queue,
    bus,
    submissions,
    async close() {
      await queue.close()
      await bus.close()
    },
  }
}

/** Passes what says "right". */
export function saying(grade: (request: GradeRequest) => Partial<Verdict> = () => ({})): Grader {
  return {
    async grade(request, signal) {
      signal?.throwIfAborted()
      const right = Object.values(request.files).join().includes('right')
      return {
        version: 1,
        job: 'job',
        exercise: request.exercise,
        verdict: right ? 'pass' : 'fail',
        points: right ? 3 : 1,
        maxPoints: 3,
        seed: 7,
        provenance: 'hosted',
        versions: { spec: 's', wirebook: 'w', node: 'n' },
        ms: 1,
        tests: [],
        printed: '',
        ...grade(request),
      }
    },
    async close() {},
  }
}

export function startWorker({ database, queue, bus }: Parts, id = 'w', grader: Grader = saying()) {
  const work = gradingWork({ database, bus, clock: Date.now, grader: async () => grader, worker: id })
  return queue.work({ id, slots: 2, work })
}
