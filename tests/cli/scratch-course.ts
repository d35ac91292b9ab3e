/** A course of its own for a test: inside the repository, where specs find their imports, and where git does not look. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ExerciseKind, newExercise } from '../../src/cli/new/exercise.ts'
import { ROOT } from '../../src/course/load.ts'

export type ScratchCourse = { folder: string; labs: string; content: string; remove(): void }

export function scratchCourse(): ScratchCourse {
  const parent = join(ROOT, 'build/courses')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'course-'))
  chmodSync(folder, 0o755)
  const [labs, content] = [join(folder, 'labs'), join(folder, 'content')]
  for (const path of [labs, content]) mkdirSync(path)
  return { folder, labs, content, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** What an author does with a scaffold, by script: each placeholder becomes the words that stand after it. */
export function fillIn(folder: string): void {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true, encoding: 'utf8' })
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/FILL-IN[:：]? ?/g, ''))
  }
}

export function scaffolded(course: ScratchCourse, id: string, kind: ExerciseKind, capture = false): string {
  newExercise(course, id, { kind, capture })
  fillIn(join(course.labs, id))
  return join(course.labs, id)
}

export function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Changes a file of JSON. */
export function edit<T>(file: string, change: (value: T) => void): void {
  const value = JSON.parse(readFileSync(file, 'utf8')) as T
  change(value)
  writeFileSync(file, JSON.stringify(value, null, 2))
}

export function replace(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold "${from}"`)
  writeFileSync(file, text.replace(from, to))
}
