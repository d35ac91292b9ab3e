/** The learner's side of the channel in one file: each further one costs every process a look-up, a read and a compile. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundled } from '../../../socket/bundle.ts'

const SOURCES = join(import.meta.dirname, '../learner')
/** The first is what a process begins with, the other what a thread of its does. */
const NAMES = ['main.mjs', 'thread.mjs'] as const
/** Under which `bundled` gives each. */
const BUNDLE = 'bundle'

/** Writes it into a folder of its own, the only one of ours that a learner's process sees. */
export function buildLearner(scratch: string): { folder: string; entry: string } {
  const folder = join(scratch, 'learner')
  mkdirSync(folder, { recursive: true })
  for (const name of NAMES) {
    const files = bundled(name, BUNDLE, (path) => readFileSync(join(SOURCES, path), 'utf8'))
    writeFileSync(join(folder, name), files.get(BUNDLE)!)
  }
  return { folder, entry: join(folder, NAMES[0]) }
}
