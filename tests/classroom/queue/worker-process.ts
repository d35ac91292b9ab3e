/**
 * A worker as a process of its own, whose gradings count and do nothing: `worker-process.ts <kind> <place> <name> <slots>
 * <ms>`. Tells its parent each job it begins; ends in order at SIGTERM, and says so.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { openQueue } from '../../../src/sidecar/classroom/queue/open.ts'
import { openFile, openServer } from '../../../src/sidecar/database/database.ts'
import { decide, silent } from './parts.ts'

const [kind, place, name, slots, ms] = process.argv.slice(2) as [string, string, string, string, string]
const database = kind === 'postgres' ? await openServer(place) : openFile(place, 'wirebook.sqlite')
const queue = await openQueue(database, silent, {
  silentMs: 2_000,
  heartbeatMs: 400,
  pollMs: { sqlite: 20, postgres: 200 },
})
const worker = await queue.work({
  id: name,
  slots: Number(slots),
  async work(job) {
    process.send?.({ begun: job.attempt })
    await pause(Number(ms))
    await decide(database, job, name)
  },
})
process.on('SIGTERM', async () => {
  await worker.drain(5_000)
  await queue.close()
  await database.close()
  process.send?.({ ended: true })
  process.disconnect?.()
})
process.send?.({ ready: true })
