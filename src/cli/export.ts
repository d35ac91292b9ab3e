/** `wirebook export --static <dir>`: the course as plain files, for any static host. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exportSite } from '../sidecar/build.ts'
import { UsageError } from './exit.ts'
import type { Voice } from './words/index.ts'

/** Tells a folder of ours from any other, which is never emptied. */
const MARK = '.wirebook-export'

export async function exportCommand(options: { static: string; base: string }, { words, below }: Voice): Promise<void> {
  const to = resolve(options.static)
  const base = baseOf(options.base)
  const filled = existsSync(to) && readdirSync(to).length > 0
  if (filled && !existsSync(join(to, MARK))) throw new UsageError('EXPORT_NOT_EMPTY', ['otherFiles', to])
  if (filled) for (const name of readdirSync(to)) rmSync(join(to, name), { recursive: true, force: true })
  await exportSite({ to, base, words: below })
  writeFileSync(join(to, MARK), `${base}\n`)
  console.log(words.exported(to, base))
}

/** `course`, `/course` and `/course/` are the same path. */
function baseOf(text: string): string {
  const path = `/${text.replace(/^\/+|\/+$/g, '')}/`.replace('//', '/')
  if (!/^[\w./~-]*$/.test(path)) throw new UsageError('EXPORT_BASE', ['noPath', text])
  return path
}
