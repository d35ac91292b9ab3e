/**
 * Submits, or grades, and is stopped before the n-th write of that: `killed-process.ts <submit|grade> <kind> <place>
 * <id> <n>`. One that came to the end says how many there were.
 */
import { gradingWork } from '../../../src/sidecar/classroom/submissions/work.ts'
import { openFile, openServer } from '../../../src/sidecar/database/database.ts'
import { until } from '../queue/parts.ts'
import { killAt, writes } from './killing.ts'
import { partsOf, saying } from './parts.ts'

const [what, kind, place, id, n] = process.argv.slice(2) as [string, string, string, string, string]
const database = kind === 'postgres' ? await openServer(place) : openFile(place, 'wirebook.sqlite')
const parts = await partsOf(database, { silentMs: 2_000, heartbeatMs: 60_000 })
const came = async (): Promise<never> => {
  const counted = writes()
  killAt(Number.POSITIVE_INFINITY)
  await new Promise((resolve) => process.send!({ writes: counted }, resolve))
  process.exit(0)
}

if (what === 'submit') {
  const { signal } = new AbortController()
  const submission = { person: 'ada', id, exercise: 'u/e', files: { 'a.ts': 'right' }, locale: 'en' as const }
  killAt(Number(n))
  parts.submissions.submit({ ...submission, signal, onStored: () => void came() }).catch(() => {})
} else {
  const { bus } = parts
  const work = gradingWork({ database, bus, clock: Date.now, grader: async () => saying(), worker: 'killed' })
  await parts.queue.work({
    id: 'killed',
    slots: 1,
    async work(job, signal, last) {
      killAt(Number(n))
      await work(job, signal, last)
      void (async () => {
        // What follows is the queue's: the job's row, and on PostgreSQL graphile-worker's.
        const { db, pool } = database
        const row = () => db.selectFrom('job').select('id').where('attempt_id', '=', job.attempt).executeTakeFirst()
        await until(async () => (await row()) === undefined)
        const theirs = 'select 1 from graphile_worker.jobs where key = $1'
        await until(
          async () => !pool || (await pool.query(theirs, [`${job.attempt}:${job.generation}`])).rows.length === 0,
        )
        await came()
      })()
    },
  })
}
