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
  /** Set when others made of it travelled in its place: it was sent, and nobody received it as it was. */
  replaced?: true
  /** Set when the link's faults made this frame: no host sent it so. */
  made?: MadeFrame
  /** Numbers of the frames it was made from, where they were kept. */
  of?: number[]
  /**
   * Name of the link as in the NetworkPlan: `lo` on a solo host, `wire` in a pair. A frame is there once for each cable
   * it travels: on a switch once on its way in, and once for each port by which it leaves.
   */
  link: string
  /** The ends of that cable: hosts, or a switch by its link's name. Absent on `lo`. */
  from?: string
  to?: string
  /** Link-layer bytes, base64, at most the snap length (1,514). */
  data: string
  /** Length on the wire, which may exceed `data`. */
  length: number
}

/** A second copy; a part of a segment; several segments as one; an RST that neither host sent. */
export type MadeFrame = 'duplicate' | 'piece' | 'joined' | 'reset'

/**
 * Whether a frame is one of its flow's: what was replaced is told by what replaced it, and a copy says nothing new. To
 * be asked before a flow tracker or a reader of streams is fed.
 */
export function isOfFlow({ made, replaced }: { made?: MadeFrame | null; replaced?: boolean }): boolean {
  return replaced !== true && made !== 'duplicate'
}

/** One call a program made on a socket, reported by the calls preload. For display only: the program could forge it. */
export type SocketCall = {
  program: string
  /** `listen`, `accept`, `connect`, `write`, `read`, `eof`, `end`, `destroy`, `close`, `send`, `message`, or a BSD call's name; `untold` where only `missing` is said. */
  call: string
  /** When it began, µs since the run began (same clock as packets). */
  at: number
  /** When it returned or its event came, µs since the run began; absent while the program still waits. */
  until?: number
  /** Same number in the begin and end reports of one call, unique within a program. */
  id: number
  /** File, 1-based line and column of the program that made it; absent for calls the runtime makes itself. */
  file?: string
  line?: number
  column?: number
  /** `host:port` of both ends, once known. */
  local?: string
  remote?: string
  /** Byte range in the stream of that direction, `from` inclusive, `to` exclusive; for datagrams the size only. */
  from?: number
  to?: number
  /** A datagram, where the call's name does not say so. */
  datagram?: true
  /** Outcome in words of the API: `ECONNREFUSED`, `true`, a descriptor. */
  result?: string
  /** Calls of the program since the one told before that were too many to be told. */
  missing?: number
}

/** One system call of a program's main thread, seen by the kernel: unlike a SocketCall it cannot be forged. */
export type SystemCall = {
  program: string
  /** Same number in the begin and end reports of one call, unique within a program. */
  id: number
  /** `recvfrom`; `untold` says that no later calls are told, `untraced` that none is, and in `args` why. */
  name: string
  /** As strace writes them: `5, "hi", 1024, 0, NULL`. */
  args: string
  /** `2`, `-1 EAGAIN`; absent while the program is in the call. */
  result?: string
  /** When it began and when it returned, µs since the run began (same clock as packets). */
  at: number
  until?: number
}

export type ExitReason = 'exited' | 'crashed' | 'stopped' | 'limit'

/** How a program ended. `limit` names the limit it hit. */
export type ProgramExit = {
  code: number | null
  signal: string | null
  reason: ExitReason
  limit?: LimitName
}

/** Which limit it was. `file`: the size of one file; `disk`: the space for all of them. */
export type LimitName = 'output' | 'memory' | 'cpu' | 'wall' | 'packets' | 'processes' | 'descriptors' | 'file' | 'disk'

export type ProgramState =
  | { state: 'waiting'; for: string }
  | { state: 'running' }
  | { state: 'listening'; at: string }
  | { state: 'exited'; exit: ProgramExit }

export { type FaultPlan, type FaultRule, NO_FAULTS } from './faults.ts'
