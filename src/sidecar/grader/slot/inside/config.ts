/** What Vitest's runner is told in a slot's thread: only what it asks for there, so the rest of its type is not here. */
import type { SerializedConfig } from 'vitest'
import { ownModule } from '../../../own-module.ts'
import { REPOSITORY } from '../../../sandbox/paths.ts'
import { GRADER_LIMITS } from '../../limits.ts'

/** Its default export is the runner. */
const RUNNER = ownModule(import.meta, './spec-runner.ts')

export function runnerConfig(): SerializedConfig {
  return {
    root: REPOSITORY,
    runner: RUNNER,
    setupFiles: [],
    snapshotSerializers: [],
    snapshotOptions: { updateSnapshot: 'none' },
    passWithNoTests: false,
    allowOnly: false,
    isolate: false,
    maxConcurrency: 1,
    testTimeout: GRADER_LIMITS.testMs,
    hookTimeout: GRADER_LIMITS.testMs,
    retry: 0,
    tags: [],
    strictTags: false,
    sequence: { seed: 0, hooks: 'stack', setupFiles: 'parallel' },
    taskTitleValueFormatTruncate: 40,
    disableConsoleIntercept: true,
    expect: { requireAssertions: true },
    // A diff that never ends is one of the ways to stop a grader.
    diff: { truncateThreshold: 60 },
    chaiConfig: { truncateThreshold: 200 },
    fakeTimers: {},
    env: {},
    deps: { web: {}, optimizer: {} },
    coverage: { enabled: false },
    benchmark: { enabled: false },
    inspector: {},
    experimental: { importDurations: { limit: 0 }, viteModuleRunner: true },
  } as unknown as SerializedConfig
}
