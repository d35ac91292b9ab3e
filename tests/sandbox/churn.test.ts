/** What is left of labs that come and go, and of sidecars that die while they do. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import { churn } from '../../bench/support/churn.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import { bubblewrap, fullTier } from '../support/tier.ts'
import type { Survivors } from './support/reaper.ts'

const REAPER = join(import.meta.dirname, 'support/reaper.ts')
/** Four rounds of ten: what one lab leaves behind, forty leave forty times. */
const LABS = 40
/** For whatever a busy machine takes. */
const MOST_SECONDS = 60
/** For each containment; together they make the twenty moments. */
const ROUNDS = 10

beforeEach(fullTier)

test(`${LABS} labs that come and go, ten at once, leave nothing`, async () => {
  const sandbox = await openSandbox({ force: 'full' })
  const { labs, failures, before, after, files } = await churn(sandbox, { seconds: MOST_SECONDS, labs: LABS })
  await sandbox.close()
  expect(failures).toEqual([])
  expect(labs).toBeGreaterThan(10)
  expect(after.processes).toBeLessThanOrEqual(before.processes)
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
  expect(files).toBe(0)
}, 120_000)

describe('whatever dies first, at random moments', () => {
  test.for(['bubblewrap', 'rootview'])('nothing survives (%s)', { timeout: 200_000 }, async (containment, context) => {
    if (containment === 'bubblewrap') bubblewrap(context)
    const seed = `${process.pid}`
    const { stdout } = await promisify(execFile)(process.execPath, [REAPER, containment, `${ROUNDS}`, seed])
    const reports = JSON.parse(stdout) as Survivors[]
    expect(reports).toHaveLength(ROUNDS)
    // Sidecar, helper, what strips types, and at least one program with what holds it.
    expect(Math.max(...reports.map(({ beside }) => beside))).toBeGreaterThanOrEqual(5)
    const left = reports.filter((one) => one.left.length + one.files.length > 0 || one.mounts !== 0)
    expect(left, `seed ${seed}`).toEqual([])
  })
})
