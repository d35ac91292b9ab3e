// @ts-check
/**
 * Threads that fit: V8 reserves 512 MiB of address space for the code of each further thread, of the 1 GiB that a
 * program's data segment may be, and ends the process where it cannot. A thread of a submission reserves what its
 * programs need, unless its options say how much; sandbox/gate.cjs does the same for programs of labs.
 */
import { syncBuiltinESMExports } from 'node:module'
import threads from 'node:worker_threads'

const CODE_RANGE_MIB = 16

export function smallThreads() {
  threads.Worker = new Proxy(threads.Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      const resourceLimits = { codeRangeSizeMb: CODE_RANGE_MIB, ...options?.resourceLimits }
      return Reflect.construct(target, [file, { ...options, resourceLimits }, ...rest], newTarget)
    },
  })
  syncBuiltinESMExports()
}
