/** CPython's own answers. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Answer } from './answer.ts'
import type { Case } from './cases.ts'

const ORACLE = join(import.meta.dirname, 'oracle.py')

/** `CPython 3.11.2`; null where `python3` is another implementation or absent. */
export function pythonVersion(): string | null {
  const script = 'import platform, struct; print(platform.python_implementation(), platform.python_version())'
  const { status, stdout } = spawnSync('python3', ['-c', script], { encoding: 'utf8' })
  return status === 0 && stdout.startsWith('CPython') ? stdout.trim() : null
}

export function pythonAnswers(cases: Case[]): Answer[] {
  const { status, stdout, stderr } = spawnSync('python3', [ORACLE], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (status !== 0) throw new Error(`oracle.py failed: ${stderr}`)
  return JSON.parse(stdout) as Answer[]
}
