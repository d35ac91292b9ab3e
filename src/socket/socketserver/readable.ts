/** Whether a request is there. */
import { constants } from 'node:os'
import { poll } from '../descriptor.ts'
import { SocketError } from '../errors.ts'
import { readiness } from '../readiness.ts'

/** Nothing can end a thread while it sits in a C call, so it comes back to JavaScript this often, ms. */
const SLICE_MS = 250
const { ETIMEDOUT } = constants.errno

/** Blocks until the descriptor is readable; false when the time (seconds, null: none) is over. */
export function readable(descriptor: number, seconds: number | null): boolean {
  const deadline = deadlineOf(seconds)
  for (;;) {
    const left = deadline - performance.now()
    if (poll(descriptor, 'in', Math.min(left, SLICE_MS))) return true
    if (left <= SLICE_MS) return false
  }
}

/** The same without blocking. Rejects with EBADF when the socket is closed meanwhile. */
export async function readableAsync(descriptor: number, seconds: number | null): Promise<boolean> {
  const late = new SocketError(ETIMEDOUT, 'epoll_wait')
  try {
    await readiness().wait(descriptor, 'in', seconds === null ? null : { at: deadlineOf(seconds), late: () => late })
    return true
  } catch (error) {
    if (error === late) return false
    throw error
  }
}

function deadlineOf(seconds: number | null): number {
  return seconds === null ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000
}
