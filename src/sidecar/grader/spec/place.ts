/** Reads a crash report or stack for what went wrong and where in the submission. */
import { printable } from '../learner/values.mjs'

export type Place = { at: { file?: string; line?: number; column?: number }; summary: string }

/** `text`: stderr of a crashed Node, or a message with stack frames. `summary` is at most two lines. */
export function placeOf(text: string): Place {
  const rows = text.split('\n')
  const frame = /(?:file:\/\/\/submission\/|^at |\()([a-z0-9][a-z0-9.-]*\.ts):(\d+)(?::(\d+))?/
  const match = rows.map((row) => frame.exec(row.trim())).find((found) => found !== null)
  const at = match ? { file: match[1], line: Number(match[2]), ...(match[3] ? { column: Number(match[3]) } : {}) } : {}
  const what = rows.find((row) => /^(Uncaught )?[A-Za-z.]*(Error|Exception)\b.*/.test(row)) ?? ''
  const where = match ? `${match[1]}:${match[2]}${match[3] ? `:${match[3]}` : ''}` : ''
  return { at, summary: [printable(what), where && `    ${where}`].filter((row) => row !== '').join('\n') }
}
