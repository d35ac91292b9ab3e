/** The real sidecar in this process, on a port and with data of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { serve } from '../../src/sidecar/serve.ts'
import type { Course } from '../../src/sidecar/session/course.ts'

export type Served = {
  url: string
  sandbox: Sandbox
  /** The network opened last: that of the lab which runs. */
  network(): LabNetwork
  close(): Promise<void>
}

export async function serveCourse(course: Course): Promise<Served> {
  const data = mkdtempSync(join(tmpdir(), 'wirebook-bench-'))
  const sandbox = await openSandbox()
  let latest: LabNetwork | undefined
  const seen: Sandbox = {
    tier: sandbox.tier,
    reason: sandbox.reason,
    kernel: sandbox.kernel,
    close: () => sandbox.close(),
    open: async (spec) => {
      latest = await sandbox.open(spec)
      return latest
    },
  }
  const serving = await serve({
    port: 0,
    data,
    site: data, // no page is asked for
    signals: false,
    log: () => {},
    course,
    openSandbox: async () => seen,
    openGrader: () => Promise.reject(new Error('nothing is graded here')),
  })
  return {
    url: serving.url,
    sandbox,
    network: () => {
      if (latest === undefined) throw new Error('no lab has run yet')
      return latest
    },
    close: async () => {
      await serving.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
