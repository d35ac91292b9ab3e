/** Failures that pass: a connection lost, a server that starts or stops, two transactions in each other's way. */
import { setTimeout as pause } from 'node:timers/promises'

export const RETRY = {
  tries: 60,
  /** Between two tries, ms. */
  pauseMs: 100,
}

/** PostgreSQL, Appendix A (Error Codes), and errno of a socket. */
const CODES = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '08000',
  '08001',
  '08003',
  '08006',
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
])
const SAID = /Connection terminated|timeout exceeded when trying to connect|not queryable|database is locked/

export function isTransient(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return CODES.has(code ?? '') || SAID.test(message ?? '')
}

/** Does `work` again while it fails for a reason that passes. `work` must be one transaction, or safe to repeat. */
export async function retrying<T>(work: () => Promise<T>, { tries, pauseMs } = RETRY): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left <= 1 || !isTransient(error)) throw error
      await pause(pauseMs)
    }
  }
}
