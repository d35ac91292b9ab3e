/** Ends a wait early for what a client program will not do any more. */
import { doing } from './doing.ts'
import { Grading } from './grading.ts'
import { say } from './say.ts'
import type { Waits } from './waits.ts'

/** How long after its calls are done a client program may still do something, ms. */
const DONE_MS = 400

/**
 * True once the program has ended, or all that was called of a client exercise's program has been done for a while. A
 * server's start() is done long before its work.
 */
export function whenDone(): () => boolean {
  const { link, job } = Grading.current()
  let since = Number.POSITIVE_INFINITY
  return () => {
    if (link.exit !== undefined) return true
    since = job.kind === 'client' && link.idle ? Math.min(since, performance.now()) : Number.POSITIVE_INFINITY
    return performance.now() - since >= DONE_MS
  }
}

/** As `waits.for`, but fails at once when the program is done. */
export async function orDone(waits: Waits, what: string, within: number, came: () => boolean): Promise<void> {
  const { link } = Grading.current()
  const done = whenDone()
  const state = (): boolean | string => {
    if (came()) return true
    if (!done()) return false
    if (link.exit !== undefined) return say(`Your program ended without ${what}.`, `你的程序没有${what}就结束了。`)
    return say(
      `What was called of your program is done, without ${what}. ${doing()}`,
      `对你的程序的调用已经完成，却没有${what}。${doing()}`,
    )
  }
  const stop = link.onChange(() => waits.look())
  const looks = setInterval(() => waits.look(), DONE_MS / 8)
  try {
    await waits.for(what, within, state)
  } finally {
    stop()
    clearInterval(looks)
  }
}
