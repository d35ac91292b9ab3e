/** `wirebook export`: the course as plain files for any static host, or one lab as a folder that runs with plain Node. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exportSite } from '../sidecar/build.ts'
import { UsageError } from './exit.ts'
import type { Voice } from './words/index.ts'

/** Tells a folder of ours from any other, which is never emptied. */
const MARK = '.wirebook-export'

export type ExportFlags = { static?: string; base: string; lab?: string; code: string[]; arg: string[] }

export async function exportCommand(folder: string | undefined, flags: ExportFlags, voice: Voice): Promise<void> {
  if ((flags.static === undefined) === (flags.lab === undefined)) throw new UsageError('EXPORT_WHAT', ['exportWhat'])
  if (flags.static !== undefined) {
    if (folder !== undefined) throw new UsageError('EXPORT_WHAT', ['exportWhat'])
    return exportCourse(flags.static, flags.base, voice)
  }
  const { exportLab } = await import('./export-lab.ts')
  exportLab(flags.lab ?? '', folder, flags, voice)
}

async function exportCourse(folder: string, path: string, { words, below }: Voice): Promise<void> {
  const to = resolve(folder)
  const base = baseOf(path)
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
