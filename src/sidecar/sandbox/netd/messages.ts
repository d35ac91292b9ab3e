/** What a sidecar asks of netd, and what netd tells. Both ends are ours. Networks and programs are numbered by the sidecar. */
import type { CapturedPacket, FaultPlan, ProgramExit, SocketCall, SystemCall, Tier } from '../../../protocol/lab.ts'
import type { SidecarSentence } from '../../words/index.ts'
import type { SandboxErrorCode } from '../error.ts'
import type { LocalOptions } from '../local.ts'
import type { MemoryBound } from '../memory-group/groups.ts'
import type { ClassEvent, ClassRequest } from '../network/class/messages.ts'
import type { Host, NetworkSpec, Program, ProgramSpec, SocketRow, Tables } from '../types.ts'

export type NetdOptions = Pick<LocalOptions, 'withoutBubblewrap' | 'containments'>

export type Request =
  | { type: 'open'; network: number; spec: NetworkSpec }
  | { type: 'beginRun'; network: number }
  | { type: 'setFaults'; network: number; plan: FaultPlan }
  | { type: 'start'; network: number; program: number; spec: ProgramSpec; files: Record<string, string> }
  | { type: 'sockets'; network: number; host: string }
  | { type: 'tables'; network: number; node: string }
  | { type: 'listening'; network: number; host: string; endpoint: string }
  | { type: 'flush'; network: number }
  | { type: 'close'; network: number }
  | { type: 'stop'; program: number; reason: Parameters<Program['stop']>[0] }
  /** Its answer: ClassAnswer. */
  | { type: 'class'; request: ClassRequest }

/** Asked for, and not answered. */
export type Notice =
  | { type: 'warm'; network: number; programs: ProgramSpec[] }
  | { type: 'write'; program: number; text: string }
  | { type: 'endInput'; program: number }
  /** Whoever asked `listening` under this id waits no longer; it answers false. */
  | { type: 'cancel'; request: number }

export type ToNetd = ({ id: number } & Request) | Notice

/** Answers by request type; the rest answer null. */
export type Answers = { open: Host[]; sockets: SocketRow[]; tables: Tables; listening: boolean; class: unknown }
export type Answer<Type extends Request['type']> = Type extends keyof Answers ? Answers[Type] : null

export type FromNetd =
  | {
      type: 'ready'
      tier: Tier
      reason: string | null
      because: SidecarSentence[]
      kernel: string
      containment: string
      memory: MemoryBound
    }
  /** Instead of ready; netd ends. */
  | { type: 'unable'; code: SandboxErrorCode; message: string; told: SidecarSentence | null }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'refused'; id: number; code: SandboxErrorCode; message: string; told: SidecarSentence | null }
  | { type: 'packets'; network: number; packets: CapturedPacket[]; lost: number }
  | { type: 'class'; event: ClassEvent }
  | { type: 'output'; program: number; stream: 'stdout' | 'stderr'; text: string; at: number }
  | { type: 'call'; program: number; call: SocketCall }
  | { type: 'syscall'; program: number; call: SystemCall }
  | { type: 'outputCut'; program: number; dropped: number }
  | { type: 'exit'; program: number; exit: ProgramExit }
