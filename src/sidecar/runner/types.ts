/** What a run of a lab takes, tells while it goes on, and leaves behind. Shared by sessions, `wirebook run` and `check`. */
import type {
  CapturedPacket,
  FaultPlan,
  ProgramExit,
  ProgramState,
  SocketCall,
  SystemCall,
} from '../../protocol/lab.ts'
import type { Host } from '../sandbox/types.ts'
import type { TraceScope } from '../syscalls/scope.ts'
import { en, type SidecarSentence, type Told, told } from '../words/index.ts'

export type RunOptions = {
  /** Programs that take part; all of the lab when absent. */
  only?: string[]
  /** Program -> arguments `name=value`. They replace the defaults of the lab's options of the same name. */
  args?: Record<string, string[]>
  /** Default: what lab.json says (`defaultFaults`). */
  faults?: FaultPlan
  /** File -> text, in the place of the lab's own. A program's file may be new; any other must be one of the lab's. */
  files?: Record<string, string>
  /**
   * `interactive`: goes on until every program has ended or `stop()` is called.
   * `batch`: ends when all clients (programs without `ready`) have exited and their flows are closed; then servers
   * are stopped. A wall clock limits it.
   */
  mode: 'interactive' | 'batch'
  /** Batch only. Default: the lab's `wallSeconds`, else BATCH_WALL_SECONDS. */
  wallSeconds?: number
  /** A program of the machine that takes part as `with`. */
  external?: External
  /** Programs whose system calls are followed. `onCall` hears of a call when it returns, often when it begins as well. */
  trace?: { scopes: Record<string, TraceScope>; onCall(call: SystemCall): void }
}

/** Name under which an external program appears among the programs of a run. */
export const EXTERNAL = 'with'

/**
 * A program from outside the course that runs on one of the lab's hosts. With servers in the run it starts once they
 * listen. With none it stands in for the server that the run's clients wait for, and starts first.
 */
export type External = {
  /** Host it runs on. Default: in a pair the host of the program whose place it takes, otherwise the first host. */
  host?: string
  /** `hosts`: all of the network, for their names. */
  start(host: Host, events: ExternalEvents, hosts: readonly Host[]): ExternalProgram
}
/** Times are added by the run. */
export type ExternalEvents = { output(stream: 'stdout' | 'stderr', text: string): void }
export type ExternalProgram = {
  /** Never rejects: a command that cannot be started is an exit with code 127, as in a shell. */
  readonly exited: Promise<ProgramExit>
  kill(): void
}

/** Session events without `lab` and `run`, in the order in which they happened. */
export type RunEvent =
  | { type: 'program'; program: string; state: ProgramState }
  | { type: 'output'; program: string; stream: 'stdout' | 'stderr'; text: string; at: number }
  | { type: 'outputCut'; program: string; dropped: number }
  | { type: 'packets'; packets: CapturedPacket[]; lost: number }
  | { type: 'call'; call: SocketCall }

/** Why a batch run ended. */
export type RunEnd = 'finished' | 'stopped' | 'wall'

/** Everything a finished run showed. Times in µs since the run began. */
export type RunRecord = {
  lab: string
  faults: FaultPlan
  end: RunEnd
  /** In the order of lab.json, `with` last. `exit` is of the latest process of that name. */
  programs: { name: string; exit: ProgramExit; output: OutputChunk[] }[]
  packets: CapturedPacket[]
  /** Frames that the kernel or a limit lost. */
  lost: number
  calls: SocketCall[]
  /** Program -> bytes that were cut from its output. */
  cut: Record<string, number>
}
export type OutputChunk = { stream: 'stdout' | 'stderr'; text: string; at: number }

/** A run asked for in a way that cannot be carried out. */
export class RunError extends Error implements Told {
  override name = 'RunError'
  readonly code: 'PROGRAM_UNKNOWN' | 'FILE_UNKNOWN' | 'HOST_UNKNOWN' | 'NO_NETWORK' | 'FAULTS_NO_WIRE'
  readonly told: SidecarSentence
  constructor(code: RunError['code'], what: SidecarSentence) {
    super(told(en, what))
    this.code = code
    this.told = what
  }
}
