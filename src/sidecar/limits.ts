/** Limits of learners' programs, in one table; `wirebook doctor` prints it. A lab or exercise may set others. */
export type Limits = {
  /** Processes and threads of one program's sandbox. Node starts with about 11. */
  processes: number
  descriptors: number
  /** V8's old space, MiB. */
  heapMiB: number
  /** Memory of one program's process tree, MiB: a wall where the kernel bounds it (sandbox/memory-group), else watched. */
  memoryMiB: number
  /** RLIMIT_DATA, MiB. V8 reserves its code range here: below 600 Node cannot start. */
  dataMiB: number
  /** Largest file, and the size of /tmp, MiB. */
  fileMiB: number
  /** Output kept and shown; then the program is stopped. */
  outputBytes: number
  /** RLIMIT_CPU, seconds. */
  cpuSeconds: number
  /** Wall clock, seconds; 0 means the session's lifetime (interactive labs). */
  wallSeconds: number
  /** Frames kept of one run. Later ones are counted, not kept. */
  packets: number
}

export const LIMITS: Limits = {
  processes: 64,
  descriptors: 256,
  heapMiB: 96,
  memoryMiB: 256,
  dataMiB: 1024,
  fileMiB: 64,
  outputBytes: 1 << 20,
  cpuSeconds: 60,
  wallSeconds: 0,
  packets: 20_000,
}

/** Wall clock of `run` and `grade`, seconds, unless the lab or exercise says otherwise (at most MAX_WALL_SECONDS). */
export const BATCH_WALL_SECONDS = 10
export const MAX_WALL_SECONDS = 90
