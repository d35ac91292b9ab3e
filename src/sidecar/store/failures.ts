/** What the database says, as a sentence for whoever is affected. */
import type { SidecarSentence } from '../words/index.ts'
import { StoreError } from './store.ts'

/** SQLite's primary result codes (sqlite.org/rescode.html): the low byte of what it gives. */
const SQLITE_FULL = 13
const SQLITE_READONLY = 8
/** PostgreSQL, Appendix A: disk_full. */
const DISK_FULL = '53100'

export const writing = <T>(action: () => Promise<T>): Promise<T> => telling('notStored', action)
export const reading = <T>(action: () => Promise<T>): Promise<T> => telling('notRead', action)

async function telling<T>(what: 'notStored' | 'notRead', action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError('STORE_FAILED', sentenceOf(error, what), { cause: error })
  }
}

function sentenceOf(error: unknown, what: 'notStored' | 'notRead'): SidecarSentence {
  const { message, code, errcode = 0 } = error as { message: string; code?: string; errcode?: number }
  if ((errcode & 0xff) === SQLITE_FULL || code === DISK_FULL) return ['storeFull']
  if ((errcode & 0xff) === SQLITE_READONLY) return ['storeReadOnly', message]
  return [what, message]
}
