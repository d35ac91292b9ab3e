/** Starts a script that is killed before its n-th write (`../submissions/killing.ts`). */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

/** Dozens of processes are started, one after another. */
export const KILLS_WITHIN_MS = 400_000

/** Compiled code of one process for the next: most of their time is spent on that. */
const CACHE = mkdtempSync(join(tmpdir(), 'wirebook-killed-'))
process.once('exit', () => rmSync(CACHE, { recursive: true, force: true }))

/** How many writes there were in all, when it came to the end and said so; null when it was killed. */
export async function runKilled(script: string, words: readonly string[]): Promise<number | null> {
  const child = fork(script, words, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_COMPILE_CACHE: CACHE },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let writes: number | null = null
  child.on('message', (message: { writes: number }) => {
    writes = message.writes
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect([code, signal]).toEqual(writes === null ? [null, 'SIGKILL'] : [0, null])
  return writes
}
