/** Where in the learner's own file a program fell over, read from what Node printed. */

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
      message: stderr.match(/^(?:Uncaught )?\w*(?:Error|Exception)\b.*$/m)?.[0] ?? stderr.trim().split('\n')[0]!,
      code: stderr.match(/\bE[A-Z]{3,}\b/)?.[0] ?? null,
    }
  }
  return null
}
