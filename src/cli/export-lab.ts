/** `wirebook export --lab <id> <dir>`: a lab's programs as a folder that runs with plain Node. */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { labFolder } from '../course/lab-folder/folder.ts'
import { loadLab } from '../course/load.ts'
import { planRun } from '../sidecar/runner/plan.ts'
import { UsageError } from './exit.ts'
import { argumentsOf, replacements } from './run-options.ts'
import type { Voice } from './words/index.ts'

/** Nothing is written unless all fits; a folder that holds anything, perhaps somebody's work, is left alone. */
export function exportLab(
  id: string,
  folder: string | undefined,
  flags: { code: string[]; arg: string[] },
  { words, locale }: Voice,
): void {
  if (folder === undefined) throw new UsageError('EXPORT_WHAT', ['exportWhat'])
  const lab = loadLab(id)
  const args = argumentsOf(flags.arg)
  const changed = replacements(lab, flags.code)
  planRun(lab, { args, files: changed, mode: 'batch' }) // says what does not fit the lab
  const to = resolve(folder)
  const made = labFolder({ id: lab.id, lab: lab.lab, files: { ...lab.files, ...changed }, args, locale })
  emptyFolder(to)
  for (const [name, text] of Object.entries(made.files)) writeFileSync(join(to, name), text)
  const commands = made.programs.map(({ command }) => command)
  console.log(words.labExported(lab.id, to, commands, made.modules))
}

/** Makes the folder where it is not there yet; not its parents, which below /proc would go on for ever. */
function emptyFolder(to: string): void {
  const parent = dirname(to)
  try {
    if (!existsSync(to)) mkdirSync(to)
    accessSync(to, constants.W_OK)
  } catch {
    throw new UsageError('PATH_UNWRITABLE', [
      'unwritable',
      '--lab',
      to,
      existsSync(parent) ? 'denied' : 'noFolder',
      parent,
    ])
  }
  if (!statSync(to).isDirectory() || readdirSync(to).length > 0)
    throw new UsageError('EXPORT_NOT_EMPTY', ['notEmpty', to])
}
