/** What a sidecar and its helper hold, to be the same after programs have come and gone. */
import { readdirSync, readFileSync } from 'node:fs'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'

export type Footprint = {
  /** This process and all below it. */
  processes: number
  /** Of this process and its helper. */
  descriptors: number
  /** Their resident memory, MiB. */
  memory: number
}

const PAGES_PER_MIB = 256

/** `helper`: its process id, where there is one. */
export function footprint(helper: number | undefined): Footprint {
  const pids = [process.pid, ...(helper === undefined ? [] : [helper])]
  const sum = (of: (pid: number) => number) => pids.reduce((total, pid) => total + of(pid), 0)
  const pages = (pid: number) => Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1])
  return {
    processes: treeUsage(process.pid).pids.length,
    descriptors: sum((pid) => readdirSync(`/proc/${pid}/fd`).length),
    memory: Math.round(sum(pages) / PAGES_PER_MIB),
  }
}

/** The footprint once it is down to that of before, or as it is after `ms`. */
export async function settledFootprint(helper: number | undefined, before: Footprint, ms = 8_000): Promise<Footprint> {
  const deadline = performance.now() + ms
  for (;;) {
    const now = footprint(helper)
    const back = now.processes <= before.processes && now.descriptors <= before.descriptors
    if (back || performance.now() > deadline) return now
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
