/** What everything above the sandbox knows of it. Implemented by netd/client.ts (full, basic) and plain/sandbox.ts (reduced). */
import type { CapturedPacket, FaultPlan, ProgramExit, SocketCall, Tier } from '../../protocol/lab.ts'
import type { Limits } from '../limits.ts'

export type Topology = 'solo' | 'pair'

export type NetworkSpec = {
  topology: Topology
  /** Bytes kept of each frame. Default 1,514. */
  snapLength?: number
}

/** `solo`: one host `lab`, 127.0.0.1. `pair`: `client` 10.0.0.1 and `server` 10.0.0.2 on one wire. */
export type Host = {
  name: string
  address: string
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
}

export type ProgramEvents = {
  output(stream: 'stdout' | 'stderr', text: string, at: number): void
  call(call: SocketCall): void
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

/** One row of a host's socket table (/proc/net/{tcp,tcp6,udp,udp6}). */
export type SocketRow = {
  protocol: 'tcp' | 'udp'
  local: string
  remote: string
  state: string
  receiveQueue: number
  sendQueue: number
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
  readonly kernel: string
  open(spec: NetworkSpec): Promise<LabNetwork>
  close(): Promise<void>
}
