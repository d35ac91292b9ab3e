/** A folder for what this process has to write. Of a launched process it lies on a tmpfs that ends with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SCRATCH_VARIABLE } from '../sandbox/launch.ts'

export function openScratch(): string {
  const given = process.env[SCRATCH_VARIABLE]
  if (given !== undefined) return given
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-grader-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
