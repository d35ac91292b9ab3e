/** Writes new files, and never over what is there. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { shownPath } from '../check/course.ts'
import { UsageError } from '../exit.ts'

const TEMPLATES = join(import.meta.dirname, 'templates')

/** The files of a template: path within it -> text. */
export function template(name: string): Record<string, string> {
  const folder = join(TEMPLATES, name)
  const files = readdirSync(folder, { withFileTypes: true, recursive: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(files.sort().map((file) => [relative(folder, file), readFileSync(file, 'utf8')]))
}

/** Gives the paths written, as the repository names them. Throws UsageError before anything is written. */
export function write(folder: string, files: Record<string, string>): string[] {
  const paths = Object.keys(files).map((name) => join(folder, name))
  const there = paths.filter((path) => existsSync(path))
  if (there.length > 0) throw new UsageError('PATH_TAKEN', ['pathTaken', there.map(shownPath)])
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return paths.map(shownPath)
}
