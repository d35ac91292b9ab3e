import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/gate/longest-first.ts'
import type { Machine } from './tests/support/machine.ts'

const flags = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'tests/support/machine.ts')]
const machine = JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' })) as Machine

/** More would start more sandboxes at once than tests have patience for. */
const MOST_WORKERS = 6

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    provide: { machine },
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // What is waited for comes late on a machine at work; a second is the default.
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    // One more than processors: files wait for programs, networks and browsers for a third of their time. Without
    // networks of their own labs share ports.
    maxWorkers: machine.tier === 'reduced' ? 1 : Math.min(availableParallelism() + 1, MOST_WORKERS),
    // Commands under test are started hundreds of times; their modules are compiled and stripped of types once.
    // And they speak English, whoever runs the tests.
    env: {
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/wirebook-compiled'),
      LC_ALL: 'C.UTF-8',
    },
  },
})
