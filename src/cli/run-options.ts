/** From the words of the command line to the options of a run. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { LoadedLab } from '../course/load.ts'
import type { NetworkPlan } from '../protocol/network.ts'
import { UsageError } from './exit.ts'

/** `NAME=VALUE` as a pair. Throws OPTION_MALFORMED. */
export function pair(text: string, option: string, meaning: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError('OPTION_MALFORMED', `${option} wants ${meaning}, got "${text}"`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** `--arg server=order=le` */
export function argumentsOf(given: string[]): Record<string, string[]> {
  const args: Record<string, string[]> = {}
  for (const text of given) {
    const [program, value] = pair(text, '--arg', 'PROGRAM=VALUE, e.g. server=order=le')
    args[program] = [...(args[program] ?? []), value]
  }
  return args
}

/** `--code server=my.ts`: the text of my.ts in the place of that program's file. */
export function replacements(lab: LoadedLab, given: string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [name, file] = pair(text, '--code', 'PROGRAM=FILE, e.g. server=my-server.ts')
      const program = lab.lab.programs.find((one) => one.name === name)
      if (!program)
        throw new UsageError(
          'PROGRAM_UNKNOWN',
          `${lab.id} has no program "${name}"; it has ${lab.lab.programs.map((one) => one.name).join(', ')}`,
        )
      return [program.file, sourceText(file)]
    }),
  )
}

function sourceText(file: string): string {
  if (!existsSync(file)) throw new UsageError('PATH_MISSING', `there is no file ${file}`)
  if (!statSync(file).isFile()) throw new UsageError('PATH_NOT_FILE', `${file} is no file; name the program's text`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8 text' : (error as Error).message
    throw new UsageError('FILE_UNREADABLE', `${file} cannot be read: ${why}`)
  }
}

/** Throws HOST_UNKNOWN for a host that the lab does not have. */
export function knownHost({ hosts }: NetworkPlan, name: string | undefined, option: string): void {
  const names = hosts.map((host) => host.name)
  if (name !== undefined && !names.includes(name))
    throw new UsageError('HOST_UNKNOWN', `${option} ${name}: the hosts of this lab are ${names.join(', ')}`)
}

/** Refuses a file that could not be written before any work is done for it. */
export function writableFile(file: string, option: string): void {
  const folder = dirname(resolve(file))
  const refuse = (why: string) => new UsageError('PATH_UNWRITABLE', `${option} ${file}: ${why}`)
  if (!existsSync(folder)) throw refuse(`there is no folder ${folder}`)
  if (existsSync(file) && statSync(file).isDirectory()) throw refuse('it is a folder')
  try {
    accessSync(existsSync(file) ? file : folder, constants.W_OK)
  } catch {
    throw refuse('this user may not write there')
  }
}
