/** A worker within this process: takes gradings from the queue, and stores their verdicts. */
import { hostname } from 'node:os'
import { machineSize } from '../../grader/size.ts'
import type { Grader } from '../../grader/types.ts'
import type { Classroom } from '../classroom.ts'
import type { Worker } from '../queue/queue.ts'
import { gradingWork } from './work.ts'

export const GRADING = {
  /** Time for gradings under way when a server is stopped, ms; what is left is handed back to the queue. */
  leaveMs: 1_000,
  /** The same of a worker, which has nobody waiting for its end. */
  drainMs: 60_000,
}

/** `slots`: gradings at the same time; default: by this machine. */
export async function startGrading(
  { database, bus, queue, clock }: Pick<Classroom, 'database' | 'bus' | 'queue' | 'clock'>,
  grader: () => Promise<Grader>,
  slots: number = machineSize().slots,
): Promise<Worker> {
  const id = `${hostname()}/${process.pid}`
  return queue.work({ id, slots, work: gradingWork({ database, bus, clock, grader, worker: id }) })
}
