/** Fingerprints of everything that a proof rests on. What has the same fingerprint behaves as it did. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import type { Files, LoadedExercise } from '../../course/load.ts'
import { ROOT } from '../../course/load.ts'
import type { Exercise } from '../../course/schema.ts'

/** Sources that run labs and gradings; the lock file stands for the packages. */
const ENGINE = ['src/course', 'src/protocol', 'src/sidecar', 'src/socket', 'src/trace', 'src/wire', 'package-lock.json']

/** Of the grader, the sandbox, the spec API, the packages, Node, the kernel and the user. */
export function engineFingerprint(): string {
  const hash = createHash('sha256').update(`${process.version} ${release()} ${process.arch} ${process.getuid?.()}`)
  for (const path of ENGINE) addTree(hash, join(ROOT, path))
  return hash.digest('hex')
}

/** Of what every submission of an exercise meets: its spec, its driver, and what exercise.json says to the grader. */
export function exerciseFingerprint({ folder, exercise }: LoadedExercise): string {
  const hash = createHash('sha256').update(JSON.stringify(graded(exercise)))
  for (const name of ownFiles(folder)) hash.update(`\0${name}\0`).update(readFileSync(join(folder, name)))
  addTree(hash, join(folder, 'starter'))
  return hash.digest('hex')
}

/** Of a whole folder, e.g. a lab's. */
export function folderFingerprint(folder: string): string {
  const hash = createHash('sha256')
  addTree(hash, folder)
  return hash.digest('hex')
}

export function digestOf(...parts: (string | Files)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(typeof part === 'string' ? part : JSON.stringify(part)).update('\0')
  return hash.digest('hex')
}

/** Titles, hints and reasons are for readers: changing them changes no grading. */
function graded({ title: _title, hints: _hints, mutants: _mutants, tests, ...rest }: Exercise): object {
  return { ...rest, tests: Object.entries(tests).map(([id, { visibility }]) => [id, visibility]) }
}

/** Files that lie directly in the exercise's folder and are code. */
function ownFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
}

function addTree(hash: ReturnType<typeof createHash>, path: string): void {
  if (!existsSync(path)) return
  if (statSync(path).isFile()) {
    hash.update(readFileSync(path))
    return
  }
  const entries = readdirSync(path, { withFileTypes: true, recursive: true, encoding: 'utf8' })
  const told = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
  const files = told.map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(`\0${file.slice(path.length)}\0`).update(readFileSync(file))
}
