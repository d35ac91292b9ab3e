/** Lines of the submission, for messages that show a learner's own. */
import type { Files } from '../../course/load.ts'
import { printable } from './learner/values.mjs'
import type { Place, Problem } from './types.ts'

/** Characters shown of a line. */
const LINE_TEXT = 160
const PLACE = /(?<![\w./-])([a-z0-9][a-z0-9.-]*\.ts):(\d+)(?::(\d+))?/g

/** The first place in a text that is one of the submission's. */
export function placeIn(text: string, files: Files): Place | undefined {
  for (const [, file = '', line, column] of text.matchAll(PLACE)) {
    const place = { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) }
    if (lineAt(files, place) !== undefined) return place
  }
  return undefined
}

/** The line as the learner wrote it; undefined where there is none. */
export function lineAt(files: Files, { file, line }: Place): string | undefined {
  if (!Object.hasOwn(files, file)) return undefined
  const text = files[file]?.split(/\r?\n/)[line - 1]
  return text === undefined ? undefined : printable(text.replaceAll('\t', ' ')).slice(0, LINE_TEXT)
}

/** `12 │ the line`, and below it a caret where the column is known and in sight. */
export function quoted(files: Files, place: Place): string[] {
  const text = lineAt(files, place)
  return text === undefined ? [] : ruled(text, place)
}

/** The same of a problem that brings its line along. */
export function quotedSource({ source, line, column }: Problem): string[] {
  return source === undefined || line === undefined ? [] : ruled(source, { line, column })
}

function ruled(text: string, { line, column }: { line: number; column?: number }): string[] {
  const head = `    ${line} │ `
  const row = `${head}${text}`
  // A caret is right only below characters of one column each.
  const plain = column !== undefined && column <= text.length + 1 && /^[ -~]*$/.test(text.slice(0, column - 1))
  return plain ? [row, `${' '.repeat(head.length + column - 1)}^`] : [row]
}

/** The problem with the line it is about. */
export function withSource(problem: Problem, files: Files): Problem {
  if (problem.file === undefined || problem.line === undefined || problem.source !== undefined) return problem
  const source = lineAt(files, { file: problem.file, line: problem.line })
  return source === undefined ? problem : { ...problem, source }
}
