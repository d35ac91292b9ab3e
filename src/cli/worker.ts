import { explained, isServer } from '../sidecar/classroom/database.ts'
import { openBus } from '../sidecar/classroom/live/open.ts'
import { type LogFormat, openLog } from '../sidecar/classroom/log.ts'
import { openQueue } from '../sidecar/classroom/queue/open.ts'
import { GRADING, startGrading } from '../sidecar/classroom/submissions/grading.ts'
import { type Database, openServer, pendingSteps } from '../sidecar/database/database.ts'
import { type OpenedGrader, openGrader } from '../sidecar/grader/grader.ts'
import { machineSize } from '../sidecar/grader/size.ts'
import { withCode } from '../sidecar/words/index.ts'
import { MachineError, UsageError } from './exit.ts'
import { EXIT } from './exit-codes.ts'
import { missingHere } from './missing.ts'
import type { Voice } from './words/index.ts'

/**
 * Grades for a class until SIGINT or SIGTERM; then those under way end, within a bound. Throws UsageError
 * (WORKER_WANTS_POSTGRES), MachineError (WORKER_TIER, WORKER_BEHIND), ClassroomError.
 */
export async function workerCommand(
  { classroom, slots = machineSize().slots, logFormat }: { classroom: string; slots?: number; logFormat?: LogFormat },
  voice: Voice,
): Promise<void> {
  if (!isServer(classroom)) throw new UsageError('WORKER_WANTS_POSTGRES', ['workerWantsServer', classroom])
  const database = await openUpToDate(classroom)
  const log = openLog(logFormat ? { format: logFormat } : {})
  let grader: OpenedGrader | null = null
  try {
    grader = await openFull(slots, voice)
    const opened = grader
    const [bus, queue] = [await openBus(database, log), await openQueue(database, log)]
    const worker = await startGrading({ database, bus, queue, clock: Date.now }, async () => opened, slots)
    console.log(voice.words.workerReady(slots, database.where))
    await asked()
    console.log(voice.words.workerLeaves())
    await worker.drain(GRADING.drainMs)
    await queue.close()
    await bus.close()
  } finally {
    await grader?.close()
    await database.close()
  }
}

/** Its tables are `serve`'s to make: an older one that still runs would not know them. */
async function openUpToDate(url: string): Promise<Database> {
  let database: Database | null = null
  try {
    database = await openServer(url)
    const steps = await pendingSteps(database)
    if (steps.length > 0) throw new MachineError('WORKER_BEHIND', ['workerBehind', steps])
    return database
  } catch (error) {
    await database?.close()
    throw error instanceof MachineError ? error : explained(error, url)
  }
}

async function openFull(slots: number, voice: Voice): Promise<OpenedGrader> {
  const grader = openGrader({ slots, force: 'full' })
  try {
    await grader.ready
    return grader
  } catch (error) {
    await grader.close()
    throw new MachineError('WORKER_TIER', ['workerTier', withCode(error, voice.below), await missingHere(voice)])
  }
}

/** The first signal asks for the end; a second one does not wait. */
function asked(): Promise<void> {
  return new Promise((resolve) => {
    let before = false
    const end = () => {
      if (before) process.exit(EXIT.interrupted)
      before = true
      resolve()
    }
    process.on('SIGINT', end).on('SIGTERM', end)
  })
}
