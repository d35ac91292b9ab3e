/**
 * What a running lab tells: programs, output, packets, socket calls, faults.
 * Plain data, the same for the browser, the runner, the command line and specs.
 */

/** How strongly learners' programs are contained on this machine (docs/architecture.md). */
export type Tier = 'full' | 'basic' | 'reduced'

/** One captured frame. Times are microseconds since the run began, from the kernel's clock. */
export type CapturedPacket = {
  /** Number in the run's capture, from 1. */
  n: number
  /** When the frame was seen leaving its sender, µs since the run began. */
  at: number
  /** When a link with faults delivered it; absent on links without any (lo), and for dropped frames. */
  arrived?: number
  /** Set when the link's faults took the frame away: it was sent, and nobody received it. */
  dropped?: true
  /** Name of the link: `lo` on a solo host, `wire` between two hosts. */
  link: string
  /** Host whose interface sent it, where the link knows (pair). */
  from?: string
  /** Link-layer bytes, base64, at most the snap length (1,514). */
  data: string
  /** Length on the wire, which may exceed `data`. */
  length: number
}

/** One call a program made on a socket, reported by the calls preload. For display only: the program could forge it. */
export type SocketCall = {
  program: string
  /** `listen`, `accept`, `connect`, `write`, `read`, `eof`, `end`, `destroy`, `close`, `send`, `message`, or a BSD call's name. */
  call: string
  /** When it began, µs since the run began (same clock as packets). */
  at: number
  /** When it returned or its event came, µs since the run began; absent while the program still waits. */
  until?: number
  /** Same number in the begin and end reports of one call, unique within a program. */
  id: number
  /** File and 1-based line of the program that made it; absent for calls the runtime makes itself. */
  file?: string
  line?: number
  /** `host:port` of both ends, once known. */
  local?: string
  remote?: string
  /** Byte range in the stream of that direction, `from` inclusive, `to` exclusive; for datagrams the size only. */
  from?: number
  to?: number
  /** Outcome in words of the API: `ECONNREFUSED`, `true`, a descriptor. */
  result?: string
}

export type ExitReason = 'exited' | 'crashed' | 'stopped' | 'limit'

/** How a program ended. `limit` names the limit it hit. */
export type ProgramExit = {
  code: number | null
  signal: string | null
  reason: ExitReason
  limit?: LimitName
}

export type LimitName = 'output' | 'memory' | 'cpu' | 'wall' | 'packets'

export type ProgramState =
  | { state: 'waiting'; for: string }
  | { state: 'running' }
  | { state: 'listening'; at: string }
  | { state: 'exited'; exit: ProgramExit }

/** Planned disturbances of a lab's link; the same plan disturbs the same frames. */
export type FaultPlan = {
  seed: number
  /** One-way delay of every frame, milliseconds. */
  delayMs: number
  /** TCP segments to drop: the nth (from 1) that this host sends, for each entry. */
  drop: { from: string; nth: number[] }[]
}

export const NO_FAULTS: FaultPlan = { seed: 1, delayMs: 0, drop: [] }
