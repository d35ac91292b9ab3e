/**
 * Right, wrong, hanging, crashing and hostile submissions on two slots, and what is left of them. As a claim it takes
 * some seconds; `sh bin/node bench/soak-grader.ts --gradings 2000` takes minutes and fails when a verdict is wrong, or
 * when a process, descriptor or memory is left. Ctrl-C ends it early, with the report of what was graded.
 */
import { parseArgs } from 'node:util'
import type { Claim, Result } from './support/claim.ts'
import { type SoakOptions, type SoakReport, soak } from './support/soak-grader.ts'

const GRADINGS = 60
/** Memory that may come and go with what is just being graded, MiB. */
const MEMORY_SLACK_MIB = 30

export const claim: Claim = {
  title: `${GRADINGS} gradings of submissions right, wrong, hanging, crashing and hostile`,
  target: 'no wrong verdict, no process and no descriptor left',
  measure,
}

async function measure(): Promise<Result> {
  const { gradings, seconds, wrong, before, after, memory, sorts } = await soak({ gradings: GRADINGS })
  return {
    measured: [
      { what: 'gradings of all sorts', unit: 'gradings/s', values: [gradings / seconds] },
      { what: 'wrong verdicts', unit: 'left', values: [wrong.length] },
      { what: 'processes left', unit: 'left', values: [after.processes - before.processes] },
      { what: 'descriptors left', unit: 'left', values: [after.descriptors - before.descriptors] },
      { what: 'memory, last quarter over second', unit: 'MiB', values: [memory.last - memory.second] },
    ],
    notes: [
      Object.entries(sorts)
        .map(([sort, n]) => `${n} ${sort}`)
        .join(', '),
      ...wrong,
    ],
  }
}

/** The soak with its judgement. `faults`: a sentence for each thing that is not as it should be; empty when all is well. */
export async function soakGrader(options: SoakOptions): Promise<{ report: SoakReport; faults: string[] }> {
  const report = await soak(options)
  const { wrong, before, after, memory } = report
  const faults = wrong.map((one) => `a wrong verdict: ${one}`)
  if (after.processes > before.processes) faults.push(`${after.processes - before.processes} processes left`)
  if (after.descriptors > before.descriptors) faults.push(`${after.descriptors - before.descriptors} descriptors left`)
  if (memory.last > memory.second + MEMORY_SLACK_MIB)
    faults.push(`memory grew from ${memory.second} to ${memory.last} MiB`)
  return { report, faults }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { gradings: { type: 'string', default: `${GRADINGS}` }, seed: { type: 'string', default: '1' } },
  })
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const { report, faults } = await soakGrader({
    signal: stop.signal,
    gradings: Number(values.gradings),
    seed: Number(values.seed),
    progress: (done, { wrong }) => {
      if (done % 100 === 0) console.error(`${done} graded, ${wrong.length} wrong`)
    },
  })
  console.log(JSON.stringify(report, null, 2))
  for (const fault of faults) console.error(fault)
  process.exit(faults.length > 0 ? 1 : 0)
}
