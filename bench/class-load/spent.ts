/** Processor time of a class-load by whose it is. */
import { busyBelow, busyOf, pidsBelow, wordsOf } from '../support/process-tree.ts'

/** Seconds. */
export type Spent = {
  /** The sidecar, the helper that owns the networks, the type stripper. */
  server: number
  /** Learners' programs, what contains them, and their start. */
  programs: number
  /** This process: all learners' ends of the connections, and the measuring. */
  clients: number
}

/** The server's own processes below it. */
const OURS = /\/(netd|strip)\/main\.\w+$/

export function spentOf(server: number): Spent {
  const helpers = pidsBelow(server).filter((pid) => wordsOf(pid).some((word) => OURS.test(word)))
  const ours = [server, ...helpers].reduce((sum, pid) => sum + busyOf(pid), 0)
  const { user, system } = process.cpuUsage()
  return { server: ours, programs: busyBelow(server, { root: true }) - ours, clients: (user + system) / 1e6 }
}

export function spentSince(before: Spent, now: Spent): Spent {
  return {
    server: now.server - before.server,
    programs: now.programs - before.programs,
    clients: now.clients - before.clients,
  }
}
