/** Finds by trying what this machine allows, and prints it as JSON: vitest.config.ts asks once for all test files. */
import { spawnSync } from 'node:child_process'
import type { Tier } from '../../src/protocol/lab.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'

export type Machine = {
  tier: Tier
  /** Why not `full`; null when full. */
  reason: string | null
  /** bwrap(1) is installed. Without it programs are contained by util-linux alone. */
  bubblewrap: boolean
}

declare module 'vitest' {
  interface ProvidedContext {
    machine: Machine
  }
}

if (import.meta.main) {
  const sandbox = await openSandbox()
  await sandbox.close()
  const { tier, reason } = sandbox
  const machine: Machine = { tier, reason, bubblewrap: spawnSync('bwrap', ['--version']).status === 0 }
  console.log(JSON.stringify(machine))
}
