/** No core dumps of this process, nor of what it starts: limits are inherited. */
import koffi from 'koffi'
import { checked } from './libc.ts'

const setrlimit = koffi.load(null).func('int setrlimit(int, void *)')
const RLIMIT_CORE = 4
/** Not 0: a handler that core_pattern names gets a dump whatever the limit is, but for this one value (core(5)). */
const CORE_BYTES = 1

export function noCoreDumps(): void {
  const pair = Buffer.alloc(16)
  pair.writeBigUInt64LE(BigInt(CORE_BYTES), 0)
  pair.writeBigUInt64LE(BigInt(CORE_BYTES), 8)
  checked(setrlimit(RLIMIT_CORE, pair), 'setrlimit(RLIMIT_CORE)')
}
