/**
 * Labs opened, disturbed, run, killed and closed, ten at once, and what they leave behind. As a claim it takes 20 seconds;
 * `sh bin/node bench/churn.ts --seconds 300` takes five minutes and fails when anything is left.
 */
import { parseArgs } from 'node:util'
import { openSandbox } from '../src/sidecar/sandbox/open.ts'
import { type ChurnReport, churn } from './support/churn.ts'
import type { Claim, Result } from './support/claim.ts'

const SECONDS = 20

export const claim: Claim = {
  title: 'Labs that come and go, ten at once: what is left of them',
  target: 'no process and no descriptor',
  measure,
}

async function measure(): Promise<Result> {
  const { labs, programs, failures, before, after, files } = await churnFor(SECONDS)
  return {
    measured: [
      { what: 'labs opened, run and closed', unit: 'labs/s', values: [labs / SECONDS] },
      { what: 'processes left', unit: 'left', values: [after.processes - before.processes] },
      { what: 'descriptors left', unit: 'left', values: [after.descriptors - before.descriptors] },
      { what: 'temporary files left', unit: 'left', values: [files] },
      { what: 'memory of sidecar and helper, grown by', unit: 'MiB', values: [after.memory - before.memory] },
    ],
    notes: [`${programs} programs; ${failures.length === 0 ? 'nothing failed' : `failed: ${failures.join('; ')}`}`],
  }
}

async function churnFor(seconds: number): Promise<ChurnReport> {
  const sandbox = await openSandbox()
  try {
    return await churn(sandbox, {
      seconds,
    })
  } finally {
    await sandbox.close()
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: `${SECONDS}` } } })
  const report = await churnFor(Number(values.seconds))
  console.log(JSON.stringify(report, null, 2))
  const { before, after, files, failures } = report
  const left = after.processes > before.processes || after.descriptors > before.descriptors || files > 0
  process.exit(left || failures.length > 0 ? 1 : 0)
}
