/** What everything above the sandbox knows of it. Implemented by netd/client.ts (full, basic) and plain/sandbox.ts (reduced). */
import type { CapturedPacket, FaultPlan, ProgramExit, SocketCall, SystemCall, Tier } from '../../protocol/lab.ts'
import type { NetworkPlan, SocketRow, Tables } from '../../protocol/network.ts'
import type { Limits } from '../limits.ts'
import type { TraceScope } from '../syscalls/scope.ts'
import type { SidecarSentence } from '../words/index.ts'
import type { ClassNetwork, ClassOptions } from './network/class/types.ts'

export type { NetworkPlan, SocketRow, Tables } from '../../protocol/network.ts'

export type NetworkSpec = {
  /** From `networkOf` of src/course/network.ts, or SOLO and PAIR of network/plans.ts. */
  network: NetworkPlan
  /** Bytes kept of each frame. Default 1,514. */
  snapLength?: number | undefined
  /** Names of the links whose frames are recorded. Default: all. */
  capture?: string[] | undefined
}

export type Host = {
  name: string
  /** The first of `addresses`; without any, its loopback's. */
  address: string
  /** Of all its interfaces, without prefixes. */
  addresses: string[]
  /** What `nsenter --net=` opens to enter this host's network; null in the reduced tier. */
  netns: string | null
}

export type ProgramSpec = {
  name: string
  /** Path in the work folder, e.g. `server.ts`. */
  file: string
  host: string
  args: string[]
  limits: Limits
  /** It is expected to listen: what Node needs for that is made ready while the process waits. */
  listens?: boolean
  /** Held over its lab's own network and nothing else. The reduced tier gives none. */
  capabilities?: Capability[]
  /** Follows the system calls of its main thread, which slows it down. Full and basic tier only. */
  trace?: TraceScope
}

/** `NET_RAW`: raw and packet sockets (capabilities(7)). */
export type Capability = 'NET_RAW'

export type ProgramEvents = {
  output(stream: 'stdout' | 'stderr', text: string, at: number): void
  call(call: SocketCall): void
  /** Where `trace` was asked for; a call that may wait is told when it begins as well. */
  syscall?(call: SystemCall): void
  exit(exit: ProgramExit): void
  /** The first bytes over the output limit were cut; the program is being stopped. */
  outputCut?(droppedBytes: number): void
}

export interface Program {
  readonly name: string
  write(text: string): void
  endInput(): void
  /** SIGKILL to the whole pid namespace; resolves when all of it is gone. Idempotent. */
  stop(reason: 'stopped' | { limit: 'wall' | 'packets' }): Promise<void>
  readonly exited: Promise<ProgramExit>
}

export interface LabNetwork {
  readonly hosts: Host[]
  /** Called with batches in capture order; `lost` counts frames the kernel or our limit lost. One listener: a later one takes its place. */
  onPackets(listener: (packets: CapturedPacket[], lost: number) => void): void
  /** Time zero for packets and calls, and packet number 1. Discards what was captured before. */
  beginRun(): Promise<void>
  setFaults(plan: FaultPlan): Promise<void>
  /** Starts contained processes that wait for `start` of the same file and host. Never rejects. */
  warm(programs: ProgramSpec[]): void
  /** Writes `files` into the lab's work folder (all programs share it, read-only to them), then starts the program. */
  start(program: ProgramSpec, files: Record<string, string>, events: ProgramEvents): Promise<Program>
  sockets(host: string): Promise<SocketRow[]>
  /** Neighbours and routes of a host, or what a switch (by its link's name) has learned. */
  tables(node: string): Promise<Tables>
  /** Resolves true when `tcp:PORT` or `udp:PORT` is bound on the host, false when the signal aborts first. */
  listening(host: string, endpoint: string, signal: AbortSignal): Promise<boolean>
  /** Waits until the capture has delivered everything the kernel had seen when called. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface Sandbox {
  readonly tier: Tier
  /** Why not `full`, with the next step, in one English sentence; null when full. */
  readonly reason: string | null
  /** The same as sentences, to be told in any language; nothing when full. */
  readonly because?: readonly SidecarSentence[]
  readonly kernel: string
  open(spec: NetworkSpec): Promise<LabNetwork>
  /** Full tier only: rejects with SANDBOX_NO_CONTAINMENT, absent where there are no networks. */
  openClassNetwork?(options?: ClassOptions): Promise<ClassNetwork>
  close(): Promise<void>
}
