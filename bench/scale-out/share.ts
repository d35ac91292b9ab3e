/**
 * A fixed share of a processor for a process and all that it starts, so that it stands for a machine of its own: what it
 * can do then depends neither on how many processors there are nor on who else wants them. By the kernel's bandwidth
 * control (cpu.cfs_quota_us), in version 1 of the controller, whose groups are apart from those that bound memory.
 */
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pidsBelow } from '../support/process-tree.ts'

const CONTROLLER = '/sys/fs/cgroup/cpu'
/** The kernel's default, µs. */
const PERIOD = 100_000

export class Share {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** `processors`: e.g. 0.25. Null where groups cannot be made. */
  static of(processors: number, name: string): Share | null {
    const folder = join(CONTROLLER, `wirebook-bench-${process.pid}-${name}`)
    try {
      mkdirSync(folder)
      writeFileSync(join(folder, 'cpu.cfs_period_us'), String(PERIOD))
      writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(Math.round(processors * PERIOD)))
      return new Share(folder)
    } catch {
      new Share(folder).close()
      return null
    }
  }

  /** With all below it; what they start later is in it as well. */
  put(pid: number): void {
    for (const one of [pid, ...pidsBelow(pid)])
      try {
        writeFileSync(join(this.#folder, 'cgroup.procs'), String(one))
      } catch {
        // It ended meanwhile.
      }
  }

  /** Once all in it have ended. */
  close(): void {
    try {
      rmdirSync(this.#folder)
    } catch {
      // It never was, or somebody is still ending: an empty group costs nothing.
    }
  }
}
