/** Reports of the calls preload as calls of a run. */
import { CALL_LIMITS, parseCallLine } from '../calls/parse.ts'
import type { RunClock } from './network/recorder.ts'
import type { CallReader } from './program.ts'

/** One for each start of a program: it stops listening to one that reports too much. */
export function callReader(program: string, clock: Pick<RunClock, 'ofMonotonicMicros'>): CallReader {
  let read = 0
  return (line) => {
    if (++read > CALL_LIMITS.perRun) return null
    const call = parseCallLine(line)
    if (call === null) return null
    const { at, until, ...rest } = call
    return {
      program,
      ...rest,
      at: clock.ofMonotonicMicros(at),
      ...(until !== undefined && { until: clock.ofMonotonicMicros(until) }),
    }
  }
}
