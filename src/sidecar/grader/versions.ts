/** What a verdict was made with, so that two verdicts can be compared and one can be made again. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadedExercise, ROOT } from '../../course/load.ts'
import type { Versions } from './types.ts'

/** Hexadecimal digits kept of the hash: enough to tell the versions of one spec apart. */
const HASH_DIGITS = 16

let wirebook: string | undefined

export function versionsOf(exercise: LoadedExercise): Versions {
  wirebook ??= (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version
  return { spec: specHash(exercise), wirebook, node: process.versions.node }
}

/** Of everything that judges a submission: exercise.json, the spec and the driver. */
function specHash({ folder, specFile, driverFile }: LoadedExercise): string {
  const hash = createHash('sha256')
  for (const file of [join(folder, 'exercise.json'), specFile, ...(driverFile === null ? [] : [driverFile])]) {
    const text = readFileSync(file)
    // Lengths keep the end of one file from being read as the beginning of the next.
    hash.update(`${text.length}\n`).update(text)
  }
  return hash.digest('hex').slice(0, HASH_DIGITS)
}
