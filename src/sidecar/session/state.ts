/**
 * A session as data: what it knows (SessionState), what may happen to it (Operation), and what it wants done
 * (Effect). `apply` in apply.ts is the only thing that turns one state into the next; session.ts carries effects out.
 */
import type { LoadedExercise, LoadedLab } from '../../course/load.ts'
import type { FaultPlan, ProgramState, SystemCall, Tier } from '../../protocol/lab.ts'
import type { Attempt, ClientMessage, Sequenced, ServerMessage, Target } from '../../protocol/messages.ts'
import type { RunEvent } from '../runner/types.ts'
import type { StoredText } from '../store/store.ts'
import type { Place } from '../submissions/types.ts'
import type { SidecarSentence } from '../words/index.ts'
import type { EventLog } from './log.ts'

export type OpenMessage = Extract<ClientMessage, { type: 'open' }>
export type SessionMessage = Exclude<ClientMessage, OpenMessage>
export type MessageOf<T extends SessionMessage['type']> = Extract<SessionMessage, { type: T }>

/** The machine, as `opened` tells it. */
export type Machine = {
  tier: Tier
  reason: string | null
  /** The same as sentences; each connection is told them in its language. */
  because?: readonly SidecarSentence[]
  kernel: string
  node: string
}

export type LabState = {
  /** Number of its latest run, 0 before the first. */
  run: number
  alive: boolean
  programs: Record<string, ProgramState>
  /** Chosen by the reader; null means lab.json's own. */
  faults: FaultPlan | null
  /** Events of the latest run, for new connections. */
  log: EventLog
}

/** Somebody else than whose session it is. */
export type Guest = {
  /** Of the table `person`. */
  id: string
  /** False: watches, and changes nothing. */
  edits: boolean
}

export type SessionState = {
  id: string
  lesson: string
  machine: Machine
  /** Number of the latest event. */
  seq: number
  /** Latest events, for connections that come back. */
  buffer: EventLog
  connections: Record<string, { locale: 'en' | 'zh-cn'; guest?: Guest }>
  /** Head of each text that was ever saved, by `keyOf`. */
  texts: Record<string, StoredText>
  labs: Record<string, LabState>
  /** Exercises being graded, with the latest events that told so; none while the submission is being stored. */
  gradings: Record<string, Sequenced[]>
  attempts: Attempt[]
}

/** Facts the shell looked up for a message, as they are in the course now; null when there is no such thing. */
export type Facts = {
  lab?: LoadedLab | null
  exercise?: LoadedExercise | null
  /** How many labs more may run, of those that this person has in other sessions, too. */
  labsLeft?: number
}

export type Operation =
  | { type: 'open'; connection: string; message: OpenMessage; guest?: Guest }
  | { type: 'message'; connection: string; message: SessionMessage; facts: Facts }
  | { type: 'connectionLost'; connection: string }
  /** What the store holds of a lab or an exercise, also what other sessions wrote there. */
  | { type: 'learned'; texts: StoredText[] }
  /** The store has it. `aside`: as a version beside the head. */
  | { type: 'stored'; connection: string; saved: StoredText; aside: boolean }
  /** It could not be stored; its page still has it. */
  | { type: 'notSaved'; connection: string; target: Target; problem: Problem }
  | { type: 'told'; lab: string; run: number; events: RunNews[] }
  | { type: 'runOver'; lab: string; run: number; problem?: Problem }
  /** An earlier submission, which had no verdict yet, is graded. */
  | { type: 'resumed'; exercise: string }
  /** The store has the submission. */
  | { type: 'submitted'; exercise: string }
  | { type: 'placed'; exercise: string; place: Place }
  | { type: 'gradeRefused'; exercise: string; connection: string | null; reason: string; message: string }
  | { type: 'graded'; attempt: Attempt }
  | { type: 'gradeOver'; exercise: string; problem?: Problem }
  | { type: 'failed'; problem: Problem }

/** What a run tells, and what is followed of it on this side alone. */
export type RunNews = RunEvent | { type: 'syscall'; call: SystemCall }

export type Problem = { code: string; message: string; told?: SidecarSentence; lab?: string; exercise?: string }

export type Effect =
  | { type: 'send'; to: string; message: ServerMessage }
  | { type: 'broadcast'; entry: Sequenced }
  | { type: 'save'; connection: string; target: Target; text: string; by: string; aside: boolean; byPerson?: string }
  | { type: 'history'; to: string; target: Target }
  | { type: 'attemptFiles'; to: string; exercise: string; id: string }
  | { type: 'begin'; lab: LoadedLab; run: number; start: StartOptions; faults: FaultPlan }
  | { type: 'join'; lab: string; run: number; start: StartOptions }
  | { type: 'stop'; lab: string; program?: string }
  | { type: 'write'; lab: string; program: string; text: string }
  | { type: 'setFaults'; lab: string; faults: FaultPlan }
  | { type: 'warm'; lab: LoadedLab }
  /** What its network's tables hold now is to be told to one connection. */
  | { type: 'look'; to: string; at: 'sockets' | 'tables'; lab: LoadedLab }
  | {
      type: 'grade'
      connection: string
      exercise: string
      /** As its sender chose it. */
      id?: string
      files: Record<string, string>
      /** File -> `at` of the version graded, for the attempt to name. */
      versions: Record<string, string | null>
      locale: 'en' | 'zh-cn'
    }
  | { type: 'cancelGrade'; exercise: string }

export type StartOptions = {
  only?: string[]
  args?: Record<string, string[]>
  /** Programs whose system calls are followed. Default: as lab.json says. */
  trace?: Record<string, 'network' | 'io'>
  files: Record<string, string>
}

export type Applied = { state: SessionState; effects: Effect[] }

export function keyOf({ kind, id, file }: Target): string {
  return `${kind} ${id} ${file}`
}

export function newSession(
  known: Pick<SessionState, 'id' | 'lesson' | 'machine' | 'attempts'> & { texts: StoredText[] },
): SessionState {
  return {
    ...known,
    seq: 0,
    buffer: { chunks: [], count: 0, weight: 0 },
    connections: {},
    texts: Object.fromEntries(known.texts.map((text) => [keyOf(text.target), text])),
    labs: {},
    gradings: {},
  }
}
