/** Reports of the calls preload as calls of a run. The program could write anything there: nothing here is believed. */
import type { SocketCall } from '../../protocol/lab.ts'
import { CALL_LIMITS, parseCallLine } from '../calls/parse.ts'
import type { RunClock } from './network/recorder.ts'
import type { CallReader } from './program.ts'

/** One for each start of a program: it stops listening to one that reports too much, and says so once. */
export function callReader(program: string, clock: Pick<RunClock, 'ofMonotonicMicros'>): CallReader {
  let read = 0
  let untold = 0
  const ofRun = (micros: number) => clock.ofMonotonicMicros(micros)
  return (line) => {
    if (++read > CALL_LIMITS.perRun) {
      if (read === CALL_LIMITS.perRun + 1)
        return { program, id: 0, call: 'untold', at: ofRun(monotonicMicros()), missing: 1 }
      if (!line.includes('"untold"') || ++untold > CALL_LIMITS.untold) return null
    }
    const call = parseCallLine(line)
    if (call === null || (read > CALL_LIMITS.perRun && call.call !== 'untold')) return null
    return timely(call) ? onClock(program, call, ofRun) : null
  }
}

type Report = NonNullable<ReturnType<typeof parseCallLine>>

function timely({ at, until }: Report): boolean {
  return (until ?? at) <= monotonicMicros() + CALL_LIMITS.ahead
}

/** Null for what was over before the run began; a server may have waited since an earlier one. */
function onClock(
  program: string,
  { at, until, ...rest }: Report,
  ofRun: (micros: number) => number,
): SocketCall | null {
  if (ofRun(until ?? at) < 0) return null
  return { program, ...rest, at: Math.max(0, ofRun(at)), ...(until !== undefined && { until: ofRun(until) }) }
}

function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1_000n)
}
