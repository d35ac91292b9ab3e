/** Learners' processes as the grader sees them: each waits, serves one grading, and is killed. */
import type { Duplex } from 'node:stream'
import type { FaultPlan } from '../../../protocol/faults.ts'
import type { CapturedPacket, Tier } from '../../../protocol/lab.ts'
import type { NetworkPlan } from '../../../protocol/network.ts'
import type { Limits } from '../../limits.ts'

/** `over`: the limit for which its keeper ended it. */
export type LearnerExit = { code: number | null; signal: string | null; over?: 'memory' }

/** One host of a network; `netns` is the path of its namespace. */
export type SeatedHost = { name: string; address: string; addresses: string[]; netns: string }

/** A network of several hosts on which submission and spec are. `host` and `spec` name theirs. */
export type OnWire = { host: string; spec: string; hosts: SeatedHost[] }

/** Where a submission runs when it is not alone on its host, and where its spec is. */
export type Seat = { network: NetworkPlan; host: string; spec: string; capture: boolean }

/** Frames of a process's network since it was asked before; `lost` were seen and not kept. */
export type Taken = { packets: CapturedPacket[]; lost: number }

export interface LearnerProcess {
  /** Path of the network namespace it lives in (`setns` opens it); null where it shares the machine's network. */
  readonly netns: string | null
  /** Null where spec and submission share one host. */
  readonly wire: OnWire | null
  /** Outermost process of its sandbox; its tree is the whole of it. */
  readonly pid: number | null
  /** From now on its network's frames are kept. False where nothing can be captured. Idempotent. */
  record(): boolean
  /** Everything that the kernel had seen when asked, from packet `after` + 1 on. */
  packets(after: number): Promise<Taken>
  /** Disturbs the wire from now on, with frames counted from 1; nothing where there is none. */
  setFaults(plan: FaultPlan): void
  /** Its fd 3. */
  readonly channel: Duplex
  /**
   * From now on a learner's code is in it: its limits are put on, and its memory is held to its own, where the tier can.
   * Idempotent.
   */
  watch(): void
  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void): void
  /** Settles once it has ended and all its output was told. */
  readonly exited: Promise<LearnerExit>
  /** Resident bytes of everything in its sandbox. */
  memory(): number
  /** How long it was ready to run and had no processor, ms: what a busy machine took of its time. */
  starved(): number
  /** False once the program has ended, though its end may not have been told yet. */
  alive(): boolean
  /** SIGKILL to all of it; resolves when it is gone. Idempotent. */
  kill(): Promise<void>
}

/** Where learners' processes come from. Implemented by contained.ts (namespaces) and plain.ts (none). */
export interface LearnerHouse {
  readonly tier: Tier
  /** URL of the file from whose place packages (`wirebook/socket`) are looked up; null: from the submission's own. */
  readonly packages: string | null
  /** Starts a process that waits at its channel; with `seat` on that network, where the tier has any. */
  fork(limits: Limits, seat?: Seat): Promise<LearnerProcess>
  close(): Promise<void>
}
