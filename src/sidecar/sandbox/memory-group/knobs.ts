/**
 * All that differs between the two versions of the memory controller: version 1 by the kernel's
 * admin-guide/cgroup-v1/memory.rst, version 2 by admin-guide/cgroup-v2.rst.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Version = 1 | 2

type Knobs = {
  /** What bounds a group, in the order for one that has no bound yet. Memory first, then what it may swap. */
  bounds: { file: string; value(bytes: number): number }[]
  /** Where `oom_kill N` counts the processes that the kernel ended for the group's limit. */
  kills: string
}

const KNOBS: Record<Version, Knobs> = {
  1: {
    bounds: [
      { file: 'memory.limit_in_bytes', value: (bytes) => bytes },
      // Memory and swap together.
      { file: 'memory.memsw.limit_in_bytes', value: (bytes) => bytes },
    ],
    kills: 'memory.oom_control',
  },
  2: {
    bounds: [
      { file: 'memory.max', value: (bytes) => bytes },
      { file: 'memory.swap.max', value: () => 0 },
    ],
    kills: 'memory.events',
  },
}

/** Throws where memory cannot be bounded; a kernel without swap accounting has nothing to bound beside it. */
export function bound(version: Version, folder: string, bytes: number): void {
  const [memory, swap] = KNOBS[version].bounds
  const set = (knob: typeof memory) => knob && writeFileSync(join(folder, knob.file), `${knob.value(bytes)}`)
  const setSwap = () => {
    try {
      set(swap)
    } catch {
      // Not accounted here; or, of a version 1 group, to be raised after its memory's.
    }
  }
  // Version 1 keeps the first at or below the second: raising wants the second first, a new group the first.
  setSwap()
  set(memory)
  setSwap()
}

/** How many processes of the group the kernel has ended for its limit. 0 when the group is gone. */
export function killsOf(version: Version, folder: string): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(folder, KNOBS[version].kills), 'latin1'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** In version 2 a group has controllers where its parent says so, and then the parent holds no processes. */
export function shareMemory(version: Version, folder: string): void {
  if (version === 2) writeFileSync(join(folder, 'cgroup.subtree_control'), '+memory')
}
