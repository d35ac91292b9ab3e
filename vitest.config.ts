import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import type { Machine } from './tests/support/machine.ts'

const flags = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'tests/support/machine.ts')]
const machine = JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' })) as Machine

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    provide: { machine },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Files share two cores with the sandboxes they start; without networks of their own labs share ports, too.
    maxWorkers: machine.tier === 'reduced' ? 1 : 2,
  },
})
