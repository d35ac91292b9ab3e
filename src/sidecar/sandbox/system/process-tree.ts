/** What a process and all its descendants use, from /proc. Orphans stay in the tree: they go to its pid 1. */
import { readdirSync, readFileSync } from 'node:fs'

export type TreeUsage = {
  /** Upper bound: pages that several processes map count several times. Bytes. */
  resident: number
  /** Processor time of the living and of the children they waited for, seconds. */
  cpu: number
  pids: number[]
  /** Processes and threads. */
  tasks: number
}

const PAGE_BYTES = 4_096
/** USER_HZ, the same on every architecture Node runs on. */
const TICKS_PER_SECOND = 100

export function treeUsage(pid: number): TreeUsage {
  const usage: TreeUsage = { resident: 0, cpu: 0, pids: [], tasks: 0 }
  const waiting = [pid]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      // Fields after the command, which is in parentheses and may hold anything: utime is the 12th from there.
      const status = readFileSync(`/proc/${next}/stat`, 'latin1')
      const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
      usage.cpu += [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / TICKS_PER_SECOND
      usage.tasks += Number(fields[17])
      usage.resident += Number(fields[21]) * PAGE_BYTES
      usage.pids.push(next)
      waiting.push(...childrenOf(next))
    } catch {
      // It ended meanwhile.
    }
  }
  return usage
}

/** Bytes that the processes share counted once (proportional set size); costs milliseconds. */
export function proportionalBytes(pids: number[]): number {
  let total = 0
  for (const pid of pids) {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
      total += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1_024
    } catch (error) {
      // Root of a container may not look into another user's process: what it shares counts as its own, then.
      if ((error as NodeJS.ErrnoException).code === 'EACCES') total += residentBytes(pid)
      // Otherwise it ended meanwhile.
    }
  }
  return total
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES
  } catch {
    return 0
  }
}

/** How long a process's main thread was ready to run and had no processor, since it began; 0 where that is not told. ms */
export function starvedMs(pid: number): number {
  try {
    // Time on a processor, time of waiting for one (both ns), times it got one.
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[1] ?? 0) / 1e6
  } catch {
    return 0
  }
}

/** It is gone, or dead and not yet waited for. */
export function hasEnded(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return /^[ZX]/.test(status.slice(status.lastIndexOf(')') + 2))
  } catch {
    return true
  }
}

export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
      const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim()
      return children === '' ? [] : children.split(' ').map(Number)
    })
  } catch {
    return []
  }
}
