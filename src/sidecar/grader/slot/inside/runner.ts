/**
 * Runs specs in a slot's thread with Vitest's own runner, one after the other, as its pools' workers do. What Vitest's
 * workers tell their main process step by step is kept here, and told once when a run is over.
 */

import { pathToFileURL } from 'node:url'
import { parentPort } from 'node:worker_threads'
import {
  EvaluatedModules,
  type RunnerTask,
  type RunnerTestFile,
  type SerializedError,
  type WorkerGlobalState,
} from 'vitest'
import { runBaseTests, setupEnvironment } from 'vitest/worker'
import type { FromThread, SpecTest, ToThread } from '../control.ts'
import { runnerConfig } from './config.ts'
import { takeSpec } from './spec-module.ts'

type Context = WorkerGlobalState['ctx']

/** Nothing is traced: each step is only done. */
const traces = {
  $: (_name: string, ...rest: unknown[]) => (rest.at(-1) as () => unknown)(),
  getContextCarrier() {},
} as unknown as Parameters<typeof runBaseTests>[2]

/** What the run that goes on, or was the last, has told. */
let files: RunnerTestFile[] = []
let unhandled: SerializedError[] = []

/** Vitest's questions to its main process. Those that are only told something need no answer. */
const answers: Record<string, (...told: never[]) => unknown> = {
  onCollected: (collected: RunnerTestFile[]) => {
    files = collected
  },
  onUnhandledError: (error: SerializedError) => {
    unhandled.push(error)
  },
  resolveSnapshotPath: (file: string) => `${file}.snap`,
  fetch: (file: string) => ({ externalize: pathToFileURL(file).href, type: 'module' }),
}
const rpc = new Proxy(answers, {
  get:
    (known, name) =>
    async (...told: never[]) =>
      known[String(name)]?.(...told) ?? null,
}) as unknown as Context['rpc']

export function start(): void {
  const config = runnerConfig()
  const common: Omit<Context, 'files' | 'providedContext'> = {
    pool: 'threads',
    config,
    projectName: '',
    environment: { name: 'node', options: null },
    rpc,
    metaEnv: process.env as unknown as Context['metaEnv'],
    workerId: 1,
    concurrencyId: 1,
  }
  const ready = setupEnvironment(Object.assign({ traces }, common))
  const run = async ({ id, specFile, source, job }: ToThread) => {
    takeSpec(source)
    files = []
    unhandled = []
    const errors: SerializedError[] = []
    try {
      await ready
      const ctx = { ...common, files: [{ filepath: specFile }] as Context['files'], providedContext: { job } }
      await runBaseTests('run', stateOf(ctx), traces)
      // A rejection of the last moment is told when the queue of microtasks is empty.
      await new Promise((resolve) => setImmediate(resolve))
    } catch (error) {
      errors.push({ message: (error as Error).message })
    }
    for (const file of files) errors.push(...((file.result?.errors ?? []) as SerializedError[]))
    errors.push(...unhandled)
    const ran: FromThread = { type: 'ran', id, tests: files.flatMap(testsOf), errors }
    parentPort?.postMessage(ran)
  }
  // One at a time: the next is sent when this one has been told.
  parentPort?.on('message', (message: ToThread) => void run(message))
}

function stateOf(ctx: Context): WorkerGlobalState {
  return {
    ctx,
    config: ctx.config,
    rpc: ctx.rpc,
    metaEnv: ctx.metaEnv,
    // Set by runBaseTests.
    environment: null as unknown as WorkerGlobalState['environment'],
    evaluatedModules: new EvaluatedModules(),
    resolvingModules: new Set(),
    moduleExecutionInfo: new Map(),
    onCancel: () => () => {},
    onCleanup: () => {},
    providedContext: ctx.providedContext,
    durations: { environment: 0, prepare: 0, fetch: 0 },
  }
}

function testsOf(task: RunnerTask): SpecTest[] {
  if (task.type === 'suite') return task.tasks.flatMap(testsOf)
  const { result, meta, name } = task
  return [
    {
      name,
      check: meta.check,
      job: meta.job,
      packets: meta.packets,
      passed: result?.state === 'pass',
      errors: (result?.errors ?? []) as SerializedError[],
      ms: result?.duration,
    },
  ]
}
