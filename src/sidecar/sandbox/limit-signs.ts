/**
 * Which limit ended a program that the kernel or Node ended: read from its signal and from the last it wrote to stderr.
 * The kernel tells nobody outside, only the program, by an error number; a program that does not handle it dies of it
 * and prints it. A program could print the same on purpose, which gains it nothing: a limit is no better a result than
 * a crash.
 */
import type { LimitName } from '../../protocol/lab.ts'

/** As much of stderr as an uncaught error with its stack takes, or V8's native one. Characters. */
export const LAST_WORDS = 8_192

/** V8 prints one and ends itself by one of these signals: its heap is full, or the process may map no more. */
const OUT_OF_MEMORY = /JavaScript heap out of memory|process out of memory/
const GIVES_UP: ReadonlySet<string | null> = new Set(['SIGABRT', 'SIGILL', 'SIGSEGV', 'SIGTRAP'])

/** In words of Node, libuv, and libc's strerror(3). Order matters where one message could show two. */
const SIGNS: [limit: LimitName, sign: RegExp][] = [
  // EAGAIN alone is what every socket without data says.
  [
    'processes',
    /\b(spawn|fork|vfork|clone|pthread_create|uv_thread_create|Worker)\b[^\n]*(EAGAIN|Resource temporarily)/,
  ],
  ['descriptors', /\bEMFILE\b|Too many open files/i],
  ['file', /\bEFBIG\b|File too large/i],
  // The kernel's word for too many watched files is the same.
  ['disk', /\bENOSPC\b(?!.*watch)|No space left on device/i],
  // RLIMIT_DATA is full.
  ['memory', /Array buffer allocation failed|ERR_MEMORY_ALLOCATION_FAILED|\bENOMEM\b/],
]

/** Null when nothing tells of a limit. `signal`: what ended it. */
export function limitSigned(lastWords: string, signal: string | null): LimitName | null {
  if (signal === 'SIGXFSZ') return 'file'
  if (GIVES_UP.has(signal) && OUT_OF_MEMORY.test(lastWords)) return 'memory'
  return SIGNS.find(([, sign]) => sign.test(lastWords))?.[0] ?? null
}
