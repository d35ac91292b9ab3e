/** What the figures were measured on, and how much else it had to do. */
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

export type Machine = {
  processors: number
  model: string
  memoryGiB: number
  kernel: string
  node: string
  /** Processes that ran or waited to run, averaged over a minute. */
  load: number
}

export function machine(): Machine {
  return {
    processors: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    load: loadNow(),
  }
}

export const loadNow = (): number => Math.round(loadavg()[0]! * 10) / 10
