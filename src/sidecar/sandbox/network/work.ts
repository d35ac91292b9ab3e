/** A lab's work folder: all its programs read it, none can write it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { SandboxError } from '../error.ts'

/** Throws SANDBOX_BAD_REQUEST for a path that leaves the folder. Nothing hostile can write there, so there are no links. */
export function writeWork(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = workPath(name)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** The same for files without their types. One that has none must not find an earlier text's. */
export function writeStripped(folder: string, names: string[], stripped: Record<string, string>): void {
  writeWork(folder, stripped)
  for (const name of names) if (stripped[name] === undefined) rmSync(join(folder, workPath(name)), { force: true })
}

export function workPath(name: string): string {
  const path = normalize(name)
  if (isAbsolute(path) || path === '.' || path.split('/').includes('..') || path.includes('\0'))
    throw new SandboxError('SANDBOX_BAD_REQUEST', `"${name}" is no path inside the work folder`)
  return path
}
