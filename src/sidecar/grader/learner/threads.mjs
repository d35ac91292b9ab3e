// @ts-check
/**
 * Threads of a submission.
 *
 * Threads that fit: V8 reserves 512 MiB of address space for the code of each further thread, of the 1 GiB that a
 * program's data segment may be, and ends the process where it cannot. A thread of a submission reserves what its
 * programs need, unless its options say how much; sandbox/gate.cjs does the same for programs of labs.
 *
 * Threads of its own files: those lie nowhere but in memory, and what imports them from there (modules.mjs) a thread
 * does not inherit. So it begins with thread.mjs, which is told the file to go on with.
 */
import { registerHooks, syncBuiltinESMExports } from 'node:module'
import { given, SUBMISSION } from './modules.mjs'

const CODE_RANGE_MIB = 16
/** Where a thread finds the file that it is to run, and what `provide` was given. */
export const THREAD_KEY = 'wirebook.thread'
const ENTRY = new URL('./thread.mjs', import.meta.url)

/** Of the module that a program has to ask for, by whatever way, before it can have threads. */
const NAMES = ['worker_threads', 'node:worker_threads']

/** Few submissions have threads, and loading what makes them costs every process some milliseconds. */
export function smallThreadsOnceAsked() {
  const { getBuiltinModule } = process
  let asked = false
  /** @param {string} name */
  const ask = (name) => {
    if (asked || !NAMES.includes(name)) return
    asked = true
    smallThreads()
  }
  registerHooks({
    resolve(specifier, context, next) {
      ask(specifier)
      return next(specifier, context)
    },
  })
  process.getBuiltinModule = /** @type {typeof getBuiltinModule} */ (
    (/** @type {string} */ name) => {
      ask(name)
      return getBuiltinModule(name)
    }
  )
}

export function smallThreads() {
  const threads = process.getBuiltinModule('node:worker_threads')
  threads.Worker = new Proxy(threads.Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      const resourceLimits = { codeRangeSizeMb: CODE_RANGE_MIB, ...options?.resourceLimits }
      const own = options?.eval ? undefined : ownFile(file)
      if (own !== undefined) threads.setEnvironmentData(THREAD_KEY, { url: own, ...given() })
      return Reflect.construct(
        target,
        [own === undefined ? file : ENTRY, { ...options, resourceLimits }, ...rest],
        newTarget,
      )
    },
  })
  syncBuiltinESMExports()
}

/** URL of a file of the submission, whether it is named by its URL or by a path from the program's. @param {unknown} file */
function ownFile(file) {
  const text = file instanceof URL || typeof file === 'string' ? `${file}` : ''
  const url = URL.canParse(text) ? text : text.startsWith('./') ? new URL(text, SUBMISSION).href : ''
  return Object.hasOwn(given().files, url.slice(SUBMISSION.length)) && url.startsWith(SUBMISSION) ? url : undefined
}
