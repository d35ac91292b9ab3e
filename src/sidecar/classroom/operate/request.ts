/** The request that is being answered, known to every line that is logged meanwhile. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'

const current = new AsyncLocalStorage<string>()

/** 48 random bits: enough to find a request's lines, and nothing that says who asked. */
export function newRequestId(): string {
  return randomBytes(6).toString('base64url')
}

export function within<T>(id: string, work: () => T): T {
  return current.run(id, work)
}

export function requestId(): string | undefined {
  return current.getStore()
}
