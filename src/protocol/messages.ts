/**
 * Every message on /ws/lab. The browser sends ClientMessage, the sidecar sends ServerMessage; both are JSON text.
 *
 * A connection begins with `open`. The sidecar answers `opened` with a full snapshot, or, when `resume` names
 * a sequence number still in its buffer, with the events missed since. Session events carry `seq` (1, 2, 3 …);
 * answers to this connection alone (`opened`, `refused`) do not.
 */
import { z } from 'zod'
import { FaultPlanSchema } from './fault-schema.ts'
import { parseJson } from './json.ts'
import type { CapturedPacket, FaultPlan, ProgramState, SocketCall, SystemCall, Tier } from './lab.ts'
import type { SocketRow, Tables } from './network.ts'

export const MESSAGE_LIMITS = {
  /** Largest message either way, bytes. */
  bytes: 1 << 20,
  /** Largest program text, UTF-16 units. */
  text: 200_000,
  /** Largest line of input to a program. */
  input: 4_096,
  /** Rows of one host's or switch's table in an answer. */
  tableRows: 256,
}

const Lesson = z.string().regex(/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,60}$/)
const Name = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,60}$/)
const AttemptId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/)
/** Which text: a lab's or an exercise's file. */
export const Target = z.object({ kind: z.enum(['lab', 'exercise']), id: Lesson, file: Name }).strict()
export type Target = z.infer<typeof Target>

export { FaultPlanSchema }

export const ClientMessage = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('open'),
      lesson: Lesson,
      locale: z.enum(['en', 'zh-cn']),
      /** `connection`: the name it had before; it gets it back, so that its own unanswered edits are no conflict. */
      resume: z
        .object({
          session: z.string().max(64),
          seq: z.number().int().min(0),
          connection: z
            .string()
            .regex(/^[a-z0-9-]{1,64}$/)
            .optional(),
        })
        .strict()
        .optional(),
    })
    .strict(),
  /**
   * `base` is the revision the text was written on (0: as shipped); `revision` in `saved` answers it. When another
   * connection has saved since, it is refused with EDIT_CONFLICT, and the text is kept in the history all the same.
   */
  z
    .object({
      type: z.literal('edit'),
      target: Target,
      text: z.string().max(MESSAGE_LIMITS.text),
      base: z.number().int().min(0),
    })
    .strict(),
  z.object({ type: z.literal('reset'), target: Target }).strict(),
  z.object({ type: z.literal('history'), target: Target }).strict(),
  /**
   * Starts all programs of the lab; a running lab is stopped first. With `programs`, starts only those; when the lab
   * is running they (re)start within that run and capture (`runJoined`), otherwise they are a run of their own.
   * `options`: program -> name=value arguments. `trace`: programs whose system calls are told; default: as lab.json says.
   */
  z
    .object({
      type: z.literal('run'),
      lab: Lesson,
      programs: z.array(Name).max(16).optional(),
      options: z.record(Name, z.array(z.string().max(80)).max(16)).optional(),
      faults: FaultPlanSchema.optional(),
      trace: z.record(Name, z.enum(['network', 'io'])).optional(),
    })
    .strict(),
  z.object({ type: z.literal('stop'), lab: Lesson, program: Name.optional() }).strict(),
  z
    .object({ type: z.literal('input'), lab: Lesson, program: Name, text: z.string().max(MESSAGE_LIMITS.input) })
    .strict(),
  z.object({ type: z.literal('faults'), lab: Lesson, faults: FaultPlanSchema }).strict(),
  /** Empties the lab's capture and consoles. */
  z.object({ type: z.literal('clear'), lab: Lesson }).strict(),
  /** How the lab's network is now: answered once, with the message of the same name, while it is open. */
  z.object({ type: z.literal('sockets'), lab: Lesson }).strict(),
  z.object({ type: z.literal('tables'), lab: Lesson }).strict(),
  /** The reader is about to run this lab: keep processes warm for it. */
  z.object({ type: z.literal('warm'), lab: Lesson }).strict(),
  /** `id`: the same one again is the same submission, for who did not hear whether it arrived. */
  z.object({ type: z.literal('grade'), exercise: Lesson, id: AttemptId.optional() }).strict(),
  z.object({ type: z.literal('cancelGrade'), exercise: Lesson }).strict(),
  /** What was submitted then: answered once, with the message of the same name. */
  z.object({ type: z.literal('attemptFiles'), exercise: Lesson, id: AttemptId }).strict(),
])
export type ClientMessage = z.infer<typeof ClientMessage>

export type SavedText = {
  target: Target
  text: string
  revision: number
  at: string
  /** In a history: name of who wrote it, when that was somebody else beside them; empty when nobody knows it any more. */
  author?: string
}
export type TestResult = {
  id: string
  title: string
  state: 'passed' | 'failed' | 'missing'
  points: number
  maxPoints: number
  message: string
  visibility: 'visible' | 'hidden'
  hint?: string
  /** What failed it, also of a hidden test. */
  cause?: 'assertion' | 'late' | 'gone'
  /** The values compared; bytes as hex with the first that differs in brackets. Both stand in the message when short. */
  expected?: string
  actual?: string
  difference?: { at: number; field?: string }
  /** Where in the submission it crashed or threw. */
  place?: { file: string; line: number; column?: number }
  /** What travelled in a visible test that failed, in a captured exercise. */
  packets?: CapturedPacket[]
}
export type Attempt = {
  /** By which `attemptFiles` asks. Absent where it was graded elsewhere and brought as a file. */
  id?: string
  exercise: string
  /** When it was submitted. */
  at: string
  verdict: 'pass' | 'fail' | 'error'
  points: number
  maxPoints: number
  seed: number
  ms: number
  tests: TestResult[]
  problem?: { code: string; message: string; file?: string; line?: number; column?: number; source?: string }
  printed: string
  /**
   * What was graded: file -> `at` of the version of its text (`SavedText.at`, which outlives a move to another machine,
   * as a revision does not); null: as the course gave it. Absent in attempts of earlier days.
   */
  files?: Record<string, string | null>
}

export type SessionEvent =
  | {
      type: 'runStarted'
      lab: string
      run: number
      programs: string[]
      faults: FaultPlan
      revisions: Record<string, number>
    }
  /** Programs were started, or started again, within the run that goes on. `revisions` are those of their files. */
  | { type: 'runJoined'; lab: string; run: number; programs: string[]; revisions: Record<string, number> }
  /** In the state `waiting`, `for` is the name of the program awaited. */
  | { type: 'program'; lab: string; run: number; program: string; state: ProgramState }
  | { type: 'output'; lab: string; run: number; program: string; stream: 'stdout' | 'stderr'; text: string; at: number }
  /** Output over its limit was cut; `dropped` bytes were counted. */
  | { type: 'outputCut'; lab: string; run: number; program: string; dropped: number }
  | { type: 'packets'; lab: string; run: number; packets: CapturedPacket[]; lost: number }
  | { type: 'calls'; lab: string; run: number; calls: SocketCall[] }
  /** A call that may wait is told when it begins as well; the later telling replaces the earlier. */
  | { type: 'syscalls'; lab: string; run: number; calls: SystemCall[] }
  /** All programs have ended, or Stop was pressed. */
  | { type: 'runEnded'; lab: string; run: number }
  | { type: 'cleared'; lab: string }
  | { type: 'faultsSet'; lab: string; faults: FaultPlan }
  /** `by` is a connection's name, or `reset`: then every tab shows this text. */
  | { type: 'saved'; saved: SavedText; by: string }
  /** It is stored: from now on it will have its verdict, whatever happens. */
  | { type: 'gradeStarted'; exercise: string }
  /** Its place in a queue, at first and when it changes. `expectedMs`: null while it cannot be said. */
  | { type: 'gradeQueued'; exercise: string; ahead: number; expectedMs: number | null }
  | { type: 'graded'; attempt: Attempt }
  | { type: 'gradeCancelled'; exercise: string }
  /** Something of ours went wrong; the learner's work is kept. */
  | { type: 'problem'; code: string; message: string; told?: ToldSentence; lab?: string; exercise?: string }

/** The sentence that a problem's message is. It stays with the sidecar, which sends each reader the message in their language. */
export type ToldSentence = readonly [id: string, ...values: unknown[]]

export type Sequenced = { seq: number; event: SessionEvent }

export type ServerMessage =
  | {
      type: 'opened'
      session: string
      /** This connection's name; `saved.by` repeats it for its own edits. */
      connection: string
      /** True: only missed events follow. False: forget what is shown, `texts` and the events that follow are all there is. */
      resumed: boolean
      /** Number of the session's latest event: after those that follow at once, this is the one to resume from. */
      seq: number
      tier: Tier
      reason: string | null
      kernel: string
      node: string
      texts: SavedText[]
      attempts: Attempt[]
    }
  | ({ type: 'event' } & Sequenced)
  | { type: 'history'; target: Target; versions: SavedText[] }
  /** Null: there is no such attempt, or its files were not kept. */
  | { type: 'attemptFiles'; exercise: string; id: string; files: Record<string, string> | null }
  /** The sidecar ends within so many ms, and with it the labs that run; texts are kept, and submissions get their verdict. */
  | { type: 'leaving'; withinMs: number }
  /** `more` rows were left out. */
  | { type: 'sockets'; lab: string; hosts: { host: string; sockets: SocketRow[]; more: number }[] }
  /** Hosts, then switches by their links' names. */
  | { type: 'tables'; lab: string; nodes: ({ node: string; more: number } & Tables)[] }
  /** The message was not carried out; nothing else is affected. `MESSAGE_TOO_LARGE` and `NOT_OPEN` also end the connection. */
  | {
      type: 'refused'
      code: RefusalCode
      message: string
      /** Type of the message refused, where it could be read. */
      of?: string
      /** EDIT_CONFLICT: which text, and the revision under which the refused one is kept in the history. */
      target?: Target
      kept?: number
      /** The exercise that is not graded now. GRADE_REFUSED: why in a stable word; the message is in the reader's language. */
      exercise?: string
      reason?: string
    }

export type RefusalCode =
  | 'MESSAGE_MALFORMED'
  | 'MESSAGE_TOO_LARGE'
  | 'NOT_OPEN'
  | 'ALREADY_OPEN'
  | 'LESSON_UNKNOWN'
  | 'LAB_UNKNOWN'
  | 'EXERCISE_UNKNOWN'
  | 'FILE_UNKNOWN'
  | 'PROGRAM_UNKNOWN'
  | 'EDIT_CONFLICT'
  | 'NOT_RUNNING'
  | 'TOO_MANY'
  /** The text could not be stored, for a reason of ours that an event told. */
  | 'NOT_SAVED'
  | 'GRADE_REFUSED'
  /** To a guest: who watches changes nothing, and a submission is its owner's. */
  | 'READ_ONLY'
  /** To a guest: whose page it is does not have this lesson open here. */
  | 'NOT_HERE'

export type ParseResult = { ok: true; message: ClientMessage } | { ok: false; code: RefusalCode; message: string }

/** The one parser: bytes or text of a WebSocket message to a ClientMessage, or why not. Never throws. */
export function parseClientMessage(text: string): ParseResult {
  if (text.length > MESSAGE_LIMITS.bytes)
    return {
      ok: false,
      code: 'MESSAGE_TOO_LARGE',
      message: `a message of ${text.length} characters; the limit is ${MESSAGE_LIMITS.bytes}`,
    }
  let json: unknown
  try {
    json = parseJson(text)
  } catch {
    return { ok: false, code: 'MESSAGE_MALFORMED', message: 'the message is not JSON' }
  }
  const result = ClientMessage.safeParse(json)
  if (result.success) return { ok: true, message: result.data }
  const issue = result.error.issues[0]!
  return { ok: false, code: 'MESSAGE_MALFORMED', message: `${issue.path.join('.') || 'message'}: ${issue.message}` }
}
