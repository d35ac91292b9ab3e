// @ts-check
/** The beginning of a thread of a submission (threads.mjs): makes the submission's files importable, and runs one. */
import { getEnvironmentData } from 'node:worker_threads'
import { provide } from './modules.mjs'
import { smallThreads, THREAD_KEY } from './threads.mjs'

const { url, files, packages } =
  /** @type {{ url: string, files: Record<string, string>, packages: string | null }} */ (
    getEnvironmentData(THREAD_KEY)
  )
smallThreads()
provide(files, null, packages)
// What it throws becomes the thread's `error` event.
void import(url)
