/** The real sidecar in this process, on a port and with data of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOwnHome } from '../../src/sidecar/home.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { serve } from '../../src/sidecar/serve.ts'
import type { Course } from '../../src/sidecar/session/course.ts'

/** Connections that are just being closed. */
const SPARE = 8

export type Served = {
  url: string
  sandbox: Sandbox
  /** The network opened last: that of the lab which runs. */
  network(): LabNetwork
  close(): Promise<void>
}

/** `sessions`: so many lessons may be open, where more are wanted than one person has. */
export async function serveCourse(course: Course, { sessions }: { sessions?: number } = {}): Promise<Served> {
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
    ...(sessions !== undefined && {
      bridge: { connections: sessions + SPARE, connectionsOfPerson: sessions + SPARE },
      openHome: async ({ grader }) => ({
        ...(await openOwnHome({ folder: data, grader, copied: () => {} })),
        sessions: { sessions, sessionsOfPerson: sessions, labsOfPerson: sessions },
      }),
    }),
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
