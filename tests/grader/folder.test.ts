/** What submissions put in the place of a file that the spec reads or writes: nothing of the machine's is touched, and nobody waits. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesOf, loadExercise } from '../../src/course/load.ts'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import { fullTier } from '../support/tier.ts'

const KEPT = 'nobody adds anything to this'
const MODE = 0o666
const TIME = 120_000
let folder: string
let file: string
let grader: OpenedGrader

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-folder-'))
  file = join(folder, 'of-the-machine')
  // Open to all, so that it is not the rights of a file that hold here.
  chmodSync(folder, 0o777)
  writeFileSync(file, KEPT)
  chmodSync(file, MODE)
  grader = openGrader({ slots: 1 })
  await grader.ready
}, TIME)
afterAll(async () => {
  await grader?.close()
  rmSync(folder, { recursive: true })
})

/** The solution, with one place of it replaced. */
function changed(id: string, file: string, before: string, after: string): Record<string, string> {
  const { exercise, folder } = loadExercise(id)
  const files = filesOf(folder, 'solution', exercise)
  const text = files[file]!
  expect(text).toContain(before)
  const head = "import { execFileSync } from 'node:child_process'\nimport { renameSync, symlinkSync } from 'node:fs'\n"
  return { ...files, [file]: head + text.replace(before, after) }
}
const grade = (exercise: string, files: Record<string, string>) =>
  grader.grade({ exercise, files, seed: 3, locale: 'en' })

test('a link in the place of a file that the spec makes longer', { timeout: TIME }, async (context) => {
  fullTier(context)
  const link = `await once(socket, 'connect')
      renameSync(path, path + 'x')
      symlinkSync(${JSON.stringify(file)}, path)`
  const files = changed('boundaries/file-sender', 'file-sender.ts', "await once(socket, 'connect')", link)
  const verdict = await grade('boundaries/file-sender', files)
  expect(verdict.verdict).toBe('fail')
  expect(verdict.tests.find(({ id }) => id === 'grows')?.state).toBe('failed')
  expect(readFileSync(file, 'utf8')).toBe(KEPT)
  expect(statSync(file).mode & 0o777).toBe(MODE)
})

test('a pipe in the place of a file that the spec reads', { timeout: TIME }, async (context) => {
  fullTier(context)
  const rename = 'await rename(temporary, join(folder, filename)).catch(ioFault)'
  const pipe = `await rm(temporary)
    execFileSync('/usr/bin/mkfifo', [join(folder, filename)])`
  const files = changed('boundaries/file-receiver', 'file-receiver.ts', rename, pipe)
  const verdict = await grade('boundaries/file-receiver', files)
  // Not `error`, which would be ours; and no wait for whoever might write into it.
  expect(verdict).toMatchObject({ verdict: 'fail' })
  expect(verdict.tests.find(({ id }) => id === 'small')?.message).toContain('is no file')
})
