/** Waiting for time alone. */
import { setTimeout as after } from 'node:timers/promises'
import { shown } from './address/sockaddr.ts'

/** Blocks the thread for so many seconds, as Python's `time.sleep`. Throws RangeError for a negative number. */
export function sleep(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, checked(seconds) * 1000)
}

/** The same, leaving the thread free. */
export async function sleepAsync(seconds: number): Promise<void> {
  await pause(checked(seconds) * 1000)
}

export async function pause(ms: number): Promise<void> {
  await after(ms)
}

function checked(seconds: unknown): number {
  if (typeof seconds !== 'number') throw new TypeError(`seconds are a number, not ${shown(seconds)}`)
  if (!(seconds >= 0)) throw new RangeError(`seconds are 0 or more, not ${seconds}`)
  return seconds
}
