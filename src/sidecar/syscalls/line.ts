/** What the tracer writes, a line of JSON for each, and how it is read. */
import { z } from 'zod'

export const SYSCALL_LIMITS = {
  /** Calls told of one program in one run; then it is let go and runs on untraced. */
  perRun: 5_000,
  lineBytes: 2_048,
}

const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const Line = z.discriminatedUnion('type', [
  /** The program is held, and goes on once it is let through the gate. */
  z.object({ type: z.literal('attached') }).strict(),
  z
    .object({
      type: z.literal('call'),
      id: Count,
      name: z.string().max(30),
      args: z.string().max(1_000),
      result: z.string().max(60).optional(),
      at: Count,
      until: Count.optional(),
    })
    .strict(),
  /** No more calls are told. */
  z.object({ type: z.literal('limit') }).strict(),
  z.object({ type: z.literal('failed'), why: z.string().max(300) }).strict(),
])

/** Times are µs of CLOCK_MONOTONIC. */
export type TracerLine = z.infer<typeof Line>

/** Null for what is no such line. Never throws. */
export function parseTracerLine(line: string): TracerLine | null {
  if (line.length > SYSCALL_LIMITS.lineBytes) return null
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
