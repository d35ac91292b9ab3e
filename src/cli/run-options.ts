/** From the words of the command line to the options of a run. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { LoadedLab } from '../course/load.ts'
import type { NetworkPlan } from '../protocol/network.ts'
import { UsageError } from './exit.ts'

/** `NAME=VALUE` as a pair. Throws OPTION_MALFORMED, which says what was wanted. */
function pair(text: string, wanted: 'wantsArgument' | 'wantsFile'): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError('OPTION_MALFORMED', [wanted, text])
  return [text.slice(0, at), text.slice(at + 1)]
}

/** `--arg server=order=le` */
export function argumentsOf(given: string[]): Record<string, string[]> {
  const args: Record<string, string[]> = {}
  for (const text of given) {
    const [program, value] = pair(text, 'wantsArgument')
    args[program] = [...(args[program] ?? []), value]
  }
  return args
}

/** `--code server=my.ts`: the text of my.ts in the place of that program's file. */
export function replacements(lab: LoadedLab, given: string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [name, file] = pair(text, 'wantsFile')
      const program = lab.lab.programs.find((one) => one.name === name)
      const names = lab.lab.programs.map((one) => one.name)
      if (!program) throw new UsageError('PROGRAM_UNKNOWN', ['noProgram', lab.id, name, names])
      return [program.file, sourceText(file)]
    }),
  )
}

function sourceText(file: string): string {
  if (!existsSync(file)) throw new UsageError('PATH_MISSING', ['noCode', file])
  if (!statSync(file).isFile()) throw new UsageError('PATH_NOT_FILE', ['codeNoFile', file])
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    throw new UsageError(
      'FILE_UNREADABLE',
      error instanceof TypeError ? ['codeNotText', file] : ['codeUnreadable', file, (error as Error).message],
    )
  }
}

/** Throws HOST_UNKNOWN for a host that the lab does not have. */
export function knownHost({ hosts }: NetworkPlan, name: string | undefined, option: string): void {
  const names = hosts.map((host) => host.name)
  if (name !== undefined && !names.includes(name)) throw new UsageError('HOST_UNKNOWN', ['noHost', option, name, names])
}

/** Refuses a file that could not be written before any work is done for it. */
export function writableFile(file: string, option: string): void {
  const folder = dirname(resolve(file))
  const refuse = (why: 'noFolder' | 'isFolder' | 'denied') =>
    new UsageError('PATH_UNWRITABLE', ['unwritable', option, file, why, folder])
  if (!existsSync(folder)) throw refuse('noFolder')
  if (existsSync(file) && statSync(file).isDirectory()) throw refuse('isFolder')
  try {
    accessSync(existsSync(file) ? file : folder, constants.W_OK)
  } catch {
    throw refuse('denied')
  }
}
