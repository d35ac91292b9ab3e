/** One line of a program's report of its socket calls to a value. The program could write anything there. */
import { z } from 'zod'
import type { SocketCall } from '../../protocol/lab.ts'

export const CALL_LIMITS = {
  /** Longest line read, bytes: what a pipe takes in one piece (PIPE_BUF). */
  lineBytes: 4_096,
  /** Reports of one program in one run; later ones are not read, but for a few that say how many were not told. */
  perRun: 20_000,
  untold: 64,
  /** A report from further ahead is no report, µs. */
  ahead: 1_000_000,
}

/** Times are µs of CLOCK_MONOTONIC. */
export type RawCall = Omit<SocketCall, 'program'>

const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const End = z.string().max(120)

const Line = z
  .object({
    id: Count,
    call: z.string().regex(/^[A-Za-z_]{1,30}$/),
    at: Count,
    until: Count.optional(),
    file: z
      .string()
      .regex(/^[^\p{Cc}/\\]{1,80}$/u)
      .optional(),
    line: z.number().int().min(1).max(1_000_000).optional(),
    column: z.number().int().min(1).max(1_000_000).optional(),
    local: End.optional(),
    remote: End.optional(),
    from: Count.optional(),
    to: Count.optional(),
    datagram: z.literal(true).optional(),
    result: z.string().max(80).optional(),
    missing: Count.optional(),
  })
  .strict()
  .refine(({ at, until }) => until === undefined || until >= at)
  .refine(({ from, to }) => from === undefined || to === undefined || to >= from)

/** Null for a line that is no report. Never throws. */
export function parseCallLine(line: string): RawCall | null {
  if (line.length > CALL_LIMITS.lineBytes) return null
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
