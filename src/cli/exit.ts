/** Exit codes of the command line, and how an error becomes one. Their failure and ours never share a code. */
import { CourseError } from '../course/load.ts'

export const EXIT = {
  ok: 0,
  /** The program, submission or course failed: a result, not a fault of ours. */
  failed: 1,
  /** Our fault, or this machine cannot do it. */
  ours: 2,
  /** The command was used wrongly: unknown exercise, missing path (EX_USAGE of sysexits.h). */
  usage: 64,
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

/** Prints `CODE: message` to stderr and gives the exit code. */
export function report(error: unknown): number {
  const { code, message, stack } = error as { code?: unknown; message?: unknown; stack?: unknown }
  const known = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)
  console.error(known ? `${code}: ${String(message)}` : `UNEXPECTED: ${String(stack ?? error)}`)
  if (error instanceof UsageError) return EXIT.usage
  if (error instanceof CourseError && code !== undefined && String(code).endsWith('_UNKNOWN')) return EXIT.usage
  return EXIT.ours
}
