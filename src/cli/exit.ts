/** How an error becomes a line for its reader, and an exit code. */
import { constants } from 'node:os'
import { CourseError } from '../course/load.ts'
import type { ProgramExit } from '../protocol/lab.ts'
import { inWords } from '../protocol/sentence.ts'
import { RunError } from '../sidecar/runner/types.ts'
import { told, toldOf } from '../sidecar/words/index.ts'
import { EXIT } from './exit-codes.ts'
import type { CliSentence, Voice } from './words/index.ts'

export { EXIT } from './exit-codes.ts'

/** An error of the command line. It becomes words where it is reported; its message is for whoever finds it unreported. */
export class CliError extends Error {
  readonly code: string
  readonly sentence: CliSentence
  constructor(code: string, sentence: CliSentence) {
    super(`${code} ${JSON.stringify(sentence)}`)
    this.code = code
    this.sentence = sentence
  }
}

/** A command used in a way that cannot be carried out. */
export class UsageError extends CliError {
  override name = 'UsageError'
}

/** This machine cannot do what was asked for, as `wirebook doctor` would tell. */
export class MachineError extends CliError {
  override name = 'MachineError'
}

/** What a shell says of a program's end: its status, or 128 and the number of the signal. */
export function shellStatus({ code, signal }: Pick<ProgramExit, 'code' | 'signal'>): number {
  if (code !== null) return code
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0)
}

/** Prints `CODE: message` to stderr and gives the exit code. */
export function report(error: unknown, voice: Voice): number {
  console.error(reported(error, voice))
  if (error instanceof UsageError || error instanceof RunError) return EXIT.usage
  if (error instanceof CourseError && error.unknown !== null) return EXIT.usage
  return EXIT.ours
}

/** `CODE: what happened and what to do next`, in the reader's language. */
export function reported(error: unknown, { words, below }: Voice): string {
  if (error instanceof CliError) return `${error.code}: ${inWords(words, error.sentence)}`
  const { code, stack, told: sentence } = error as { code?: unknown; stack?: unknown; told?: unknown }
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]+$/.test(code))
    return `UNEXPECTED: ${words.unexpected(String(stack ?? error))}`
  if (error instanceof CourseError && error.unknown !== null) return `${code}: ${words.unknownId(error.unknown)}`
  const text = told(below, toldOf(error))
  return `${code}: ${sentence ? text : words.framed(code, text)}`
}
