/** A machine that lets nobody follow system calls runs the program all the same. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bubblewrap, fullTier } from '../support/tier.ts'
import type { Untraced } from './support/untraceable.ts'

const ENTRY = join(import.meta.dirname, 'support/untraceable.ts')

test.for(['bubblewrap', 'rootview'])(
  'where ptrace is refused a program runs untraced (%s), which is said',
  async (way, context) => {
    fullTier(context)
    if (way === 'bubblewrap') bubblewrap(context)
    const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, way], { timeout: 60_000 })
    const { output, exit, calls } = JSON.parse(stdout) as Untraced
    expect(output).toBe('ran\n')
    expect(exit).toEqual({ code: 0, signal: null, reason: 'exited' })
    expect(calls).toEqual([expect.objectContaining({ program: 'main', name: 'untraced' })])
    expect(calls[0]!.args).toMatch(/^SANDBOX_NO_TRACE: the system calls of "main" cannot be followed: .*errno 1\b/)
  },
)
