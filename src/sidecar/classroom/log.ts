/**
 * Structured lines on stderr, one JSON document each, or in words for a person's eyes. Neither learners' code nor secrets
 * are ever handed to it, and `cleaned` removes what would be one. A line that belongs to a request names it.
 */
import { writeSync } from 'node:fs'
import { type DestinationStream, destination, pino } from 'pino'
import type { Log } from './classroom.ts'
import { cleaned, cleanedText } from './operate/clean.ts'
import { prettyLine } from './operate/pretty.ts'
import { requestId } from './operate/request.ts'

export const LOG_FORMATS = ['json', 'pretty'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

export type LogOptions = {
  /** Default: `pretty` on a terminal, otherwise `json`. */
  format?: LogFormat
  /** Default: stderr. */
  to?: DestinationStream
}

export function openLog({ format = process.stderr.isTTY ? 'pretty' : 'json', to = stderr() }: LogOptions = {}): Log {
  const lines = pino(
    {
      base: { pid: process.pid },
      mixin: () => {
        const request = requestId()
        return request === undefined ? {} : { request }
      },
      formatters: { log: (fields) => cleaned(fields) as Record<string, unknown> },
    },
    format === 'json' ? to : { write: (line) => to.write(prettyLine(line)) },
  )
  return {
    info: (fields, message) => lines.info(fields, cleanedText(message)),
    warn: (fields, message) => lines.warn(fields, cleanedText(message)),
    error: (fields, message) => lines.error(fields, cleanedText(message)),
  }
}

/** At once, so that the last words before an end are written. A reader that has gone ends nobody. */
function stderr(): DestinationStream {
  if (!process.stderr.isTTY) return destination({ fd: 2, sync: true })
  return {
    write(line) {
      try {
        writeSync(2, line)
      } catch {
        // The terminal has gone.
      }
    },
  }
}
