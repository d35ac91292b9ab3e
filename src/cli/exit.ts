/** Exit codes of the command line, and how an error becomes one. Their failure and ours never share a code. */
import { constants } from 'node:os'
import { CourseError } from '../course/load.ts'
import type { ProgramExit } from '../protocol/lab.ts'
import { RunError } from '../sidecar/runner/types.ts'

export const EXIT = {
  ok: 0,
  /** The program, submission or course failed: a result, not a fault of ours. */
  failed: 1,
  /** Our fault, or this machine cannot do it. */
  ours: 2,
  /** The command was used wrongly: unknown exercise, missing path (EX_USAGE of sysexits.h). */
  usage: 64,
  /** A command that a shell could not find. */
  notFound: 127,
  /** Ended by Ctrl-C: 128 and the number of SIGINT, as in a shell. */
  interrupted: 130,
} as const

/** A command used in a way that cannot be carried out. */
export class UsageError extends Error {
  override name = 'UsageError'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** This machine cannot do what was asked for, as `wirebook doctor` would tell. */
export class MachineError extends Error {
  override name = 'MachineError'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** What a shell says of a program's end: its status, or 128 and the number of the signal. */
export function shellStatus({ code, signal }: Pick<ProgramExit, 'code' | 'signal'>): number {
  if (code !== null) return code
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0)
}

/** Prints `CODE: message` to stderr and gives the exit code. */
export function report(error: unknown): number {
  const { code, message, stack } = error as { code?: unknown; message?: unknown; stack?: unknown }
  const known = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)
  const said = known ? `${code}: ${withoutCode(String(message), code)}` : `UNEXPECTED: ${String(stack ?? error)}`
  console.error(said)
  if (error instanceof UsageError || error instanceof RunError) return EXIT.usage
  if (error instanceof CourseError && known && code.endsWith('_UNKNOWN')) return EXIT.usage
  return EXIT.ours
}

/** Messages of some errors open with their code already. */
const withoutCode = (message: string, code: string): string =>
  message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message
