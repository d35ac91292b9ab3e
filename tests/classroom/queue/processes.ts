/** Workers as child processes, for suites that kill them. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Kind } from '../../../src/sidecar/database/columns.ts'

export type WorkerProcess = {
  readonly name: string
  /** Attempts whose grading it began. */
  readonly begun: string[]
  kill(): Promise<void>
  /** Ends it in order; true when it said that it had. */
  stop(): Promise<boolean>
}

const SCRIPT = join(import.meta.dirname, 'worker-process.ts')

export async function startWorker(kind: Kind, place: string, name: string, slots = 2, ms = 20): Promise<WorkerProcess> {
  const child = fork(SCRIPT, [kind, place, name, String(slots), String(ms)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const begun: string[] = []
  let ended = false
  const ready = Promise.withResolvers<void>()
  child.once('exit', (code) => ready.reject(new Error(`${name} ended with ${code}`)))
  child.on('message', (message: { begun?: string; ready?: true; ended?: true }) => {
    if (message.begun) begun.push(message.begun)
    if (message.ready) ready.resolve()
    if (message.ended) ended = true
  })
  await ready.promise
  ready.promise.catch(() => {})
  return {
    name,
    begun,
    async kill() {
      await gone(child, 'SIGKILL')
    },
    async stop() {
      await gone(child, 'SIGTERM')
      return ended
    },
  }
}

async function gone(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}
