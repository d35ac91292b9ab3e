/** A line of the log for a person's eyes: time, how bad, what, and the fields behind it. Pure. */
import { cleanedText } from './clean.ts'

const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info ', 40: 'WARN ', 50: 'ERROR', 60: 'FATAL' }
const FRAME = new Set(['level', 'time', 'pid', 'msg'])

/** `line`: one JSON document, as pino writes it. What is none stays as it is. */
export function prettyLine(line: string): string {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    return line
  }
  const { level, time, msg } = entry
  const clock = typeof time === 'number' ? new Date(time).toISOString().slice(11, 23) : ''
  const fields = Object.entries(entry)
    .filter(([key]) => !FRAME.has(key))
    .map(([key, value]) => ` ${key}=${shown(value)}`)
  return `${clock} ${LEVELS[Number(level)] ?? 'info '} ${String(msg ?? '')}${fields.join('')}\n`
}

function shown(value: unknown): string {
  if (typeof value === 'string') return /^[\w./:@[\]-]+$/.test(value) ? value : JSON.stringify(cleanedText(value))
  return JSON.stringify(value)
}
