/** Resource limits put on a contained program from outside (prlimit(2)), while it waits and runs no code but ours. */
import { constants } from 'node:os'
import koffi from 'koffi'
import type { Limits } from '../../limits.ts'
import { SandboxError } from '../error.ts'
import { childrenOf } from '../system/process-tree.ts'
import { resourceLimits } from './view.ts'

const library = koffi.load(null)
type Call = (pid: number, resource: number, limit: Buffer, old: null) => number
const prlimit = library.func('int prlimit(int, int, void *, void *)') as Call

/**
 * `outer`: the outermost process of the sandbox, whose child is the program; what the program starts later inherits. We
 * own the user namespace it lives in. Throws SANDBOX_SYSTEM; not where the program has ended.
 */
export function limitProgram(outer: number, limits: Limits): void {
  // No core is written: the filter keeps what was set before it started.
  for (const pid of childrenOf(outer))
    for (const { name, number, soft, hard } of resourceLimits(limits).filter(({ name }) => name !== 'core')) {
      const pair = Buffer.alloc(16)
      pair.writeBigUInt64LE(BigInt(soft), 0)
      pair.writeBigUInt64LE(BigInt(hard), 8)
      if (prlimit(pid, number, pair, null) === 0) continue
      const errno = koffi.errno()
      if (errno === constants.errno.ESRCH) break
      throw new SandboxError('SANDBOX_SYSTEM', `prlimit ${name} failed with errno ${errno}`)
    }
}
