/**
 * A school on one machine: PostgreSQL, two servers, three workers; and what happens when one of each is killed and
 * PostgreSQL is restarted. Each worker has a fixed share of a processor (scale-out/share.ts), as if it were a machine of
 * its own, a slow one: then workers, and not the processors that all of them share, are what gradings wait for. `npm run bench -- scale-out` hands in 1,000 times; `sh bin/node bench/scale-out.ts
 * --submissions 100` fewer, and fails when a submission is lost, decided twice or wrongly.
 */
import { parseArgs } from 'node:util'
import { startPostgres } from '../tests/support/postgres.ts'
import { School, WORKER_SHARE } from './scale-out/school.ts'
import type { Claim, Result } from './support/claim.ts'

const SUBMISSIONS = 1_000
/** Part of the submissions that measures one worker against three, undisturbed. */
const MEASURED = 0.25

/** Of three, for the servers and the database are the same for all. */
const SCALED = 2.4
const NOT_SHARED = 'no groups of the kernel’s cpu controller here: all workers shared the processors'

export const claim: Claim = {
  title: 'Two servers and three workers over PostgreSQL, against one of each; then with kills and a restart',
  target: 'nothing lost, nothing twice; with three workers at least 2.4 times as fast as with one',
  named: true,
  longestMs: 3_600_000,
  measure: async () => (await measure(SUBMISSIONS)).result,
}

async function measure(submissions: number): Promise<{ result: Result; faults: string[] }> {
  const postgres = await startPostgres()
  const part = Math.max(8, Math.round(submissions * MEASURED))
  const faults: string[] = []
  let shared = true
  const run = async (servers: number, workers: number, count: number, disturbed: boolean) => {
    const school = await School.open(await postgres.fresh(), { servers, workers })
    try {
      const disturbances = disturbed
        ? [() => school.killWorker(), () => postgres.restart(), () => school.killServer(), () => school.addWorker()]
        : []
      shared &&= school.shared
      const underWay: Promise<void>[] = []
      const seconds = await school.handIn(count, (share) => {
        // One after another, each in mid-flight.
        if (share > 0.2 * (underWay.length + 1) && disturbances.length > 0) underWay.push(disturbances.shift()!())
      })
      await Promise.all(underWay)
      faults.push(...(await school.audit(count)))
      return count / seconds
    } finally {
      await school.close()
    }
  }
  try {
    const one = await run(1, 1, part, false)
    const three = await run(2, 3, part, false)
    const disturbed = await run(2, 3, submissions, true)
    const rival = (what: string, value: number) => ({ what, values: [value] })
    return {
      faults,
      result: {
        measured: [
          {
            what: 'three workers',
            unit: 'gradings/s',
            values: [three],
            rival: rival('one worker', one),
            // Without shares of their own they have no more processors than one has.
            ...(shared && { goal: { of: 'ratio', limit: SCALED } as const }),
          },
          { what: 'killed and restarted', unit: 'gradings/s', values: [disturbed], rival: rival('undisturbed', three) },
          { what: 'lost, twice or wrong', unit: 'left', values: [faults.length] },
        ],
        notes: [shared ? `each worker has ${WORKER_SHARE} of a processor` : NOT_SHARED, ...faults],
      },
    }
  } finally {
    await postgres.stop()
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { submissions: { type: 'string', default: String(SUBMISSIONS) } } })
  const { result, faults } = await measure(Number(values.submissions))
  for (const { what, unit, values: own, rival } of result.measured) {
    const against = rival
      ? `; ${rival.what}: ${rival.values[0]!.toFixed(2)}, ratio ${(own[0]! / rival.values[0]!).toFixed(2)}`
      : ''
    console.log(`${what}: ${own[0]!.toFixed(2)} ${unit}${against}`)
  }
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}
