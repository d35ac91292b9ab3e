/** Where in the learner's own file a program fell over, read from what Node printed. */
import type { SocketCall } from '../../../protocol/lab.ts'

export type ProgramError = { file: string; line: number; column: number | null; message: string; code: string | null }

/** The first place in one of `files` that stderr names, with the error's message. Null when it names none. */
export function programError(stderr: string, files: readonly string[]): ProgramError | null {
  for (const [, path, line, column] of stderr.matchAll(/([\w./-]+\.ts):(\d+)(?::(\d+))?/g)) {
    const file = files.find((name) => path === name || path!.endsWith(`/${name}`))
    if (file === undefined) continue
    return {
      file,
      line: Number(line),
      column: column === undefined ? null : Number(column),
      message: messageOf(stderr),
      code: codeOf(stderr),
    }
  }
  return null
}

/**
 * Of an error that came as an event Node names no line of the program's: the call that got it knows. Null when none of
 * `calls`, which are this program's, did.
 */
export function callError(stderr: string, calls: readonly SocketCall[]): ProgramError | null {
  const code = codeOf(stderr)
  const call = code === null ? undefined : calls.findLast(({ result, line }) => result === code && line !== undefined)
  if (!call?.file || call.line === undefined) return null
  return { file: call.file, line: call.line, column: null, message: messageOf(stderr), code }
}

/** Without the runtime's own code for it: `SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: …`. */
function messageOf(stderr: string): string {
  const line = stderr.match(/^(?:Uncaught )?\w*(?:Error|Exception)\b.*$/m)?.[0] ?? stderr.trim().split('\n')[0]!
  return line.replace(/^(\w+) \[\w+\]/, '$1')
}

function codeOf(stderr: string): string | null {
  return stderr.match(/\bE[A-Z]{3,}\b/)?.[0] ?? null
}
