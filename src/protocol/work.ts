/**
 * A learner's work as a file, and as `/api/work` gives and takes it: every version of every text, every attempt, and what
 * the page remembers. Both ends parse it here.
 */
import { z } from 'zod'
import { parseJson } from './json.ts'
import { type Attempt, MESSAGE_LIMITS, Target } from './messages.ts'

export const WORK_VERSION = 1

export const WORK_LIMITS = {
  /** Largest file that is read, bytes. */
  bytes: 64 << 20,
  /** Latest versions of each text that are given. */
  versions: 50,
  texts: 50_000,
  attempts: 50_000,
  /** Questions, lessons or exercises that the page remembers something of. */
  entries: 5_000,
}

const Moment = z.iso.datetime()
const Id = z.string().regex(/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,60}$/)
const State = z.enum(['passed', 'tried'])

/** `aside`: kept in the history beside what was current. `by`: a connection's name, `reset`, `browser` or `import`. */
export const WorkText = z
  .object({
    target: Target,
    text: z.string().max(MESSAGE_LIMITS.text),
    at: Moment,
    by: z.string().max(64),
    aside: z.boolean(),
  })
  .strict()
export type WorkText = z.infer<typeof WorkText>

/** What else an attempt says passes as it is: a newer page may know more of it. */
const WorkAttempt = z.looseObject({
  exercise: Id,
  at: Moment,
  verdict: z.enum(['pass', 'fail', 'error']),
  points: z.number().min(0),
  maxPoints: z.number().min(0),
  seed: z.number(),
  ms: z.number().min(0),
  printed: z.string(),
  tests: z
    .array(
      z.looseObject({
        id: z.string(),
        title: z.string(),
        state: z.enum(['passed', 'failed', 'missing']),
        points: z.number(),
        maxPoints: z.number(),
        message: z.string(),
        visibility: z.enum(['visible', 'hidden']),
      }),
    )
    .max(500),
})

/** Oldest first, both. */
export const Work = z.object({
  texts: z.array(WorkText).max(WORK_LIMITS.texts),
  attempts: z.array(WorkAttempt).max(WORK_LIMITS.attempts),
})
/** The parser proves of an attempt what a page shows of one; the rest is optional in `Attempt`. */
export type Work = { texts: WorkText[]; attempts: Attempt[] }

const Answer = z.object({ answer: z.string().max(200), shown: z.boolean() })
export type Answer = z.infer<typeof Answer>
const Span = z.object({ first: Moment, last: Moment })
const Dates = z.object({ tried: Moment.optional(), passed: Moment.optional() })
const few = <S extends z.ZodType>(value: S) =>
  z
    .record(z.string().max(160), value)
    .refine((all) => Object.keys(all).length <= WORK_LIMITS.entries, 'too many entries')

export const Remembered = z.object({
  progress: few(State).default({}),
  /** By `<unit>/<lesson>#<question>`. */
  answers: few(Answer).default({}),
  /** Answers that another browser gave to questions answered otherwise here. */
  otherAnswers: few(z.array(Answer).max(20)).default({}),
  lessons: few(Span).default({}),
  exercises: few(Dates).default({}),
})
export type Remembered = z.infer<typeof Remembered>

export const WorkFile = z.object({
  format: z.literal('wirebook-work'),
  version: z.literal(WORK_VERSION),
  at: Moment,
  remembered: Remembered,
  work: Work,
})
export type WorkFile = { format: 'wirebook-work'; version: 1; at: string; remembered: Remembered; work: Work }

export type WorkProblem = 'too-large' | 'not-json' | 'not-ours' | 'newer' | 'malformed'
export type WorkResult = { ok: true; file: WorkFile } | { ok: false; problem: WorkProblem; detail: string }

/** Text of a file to its contents, or why not, with the place of the first fault. Never throws. */
export function parseWorkFile(text: string): WorkResult {
  if (text.length > WORK_LIMITS.bytes)
    return { ok: false, problem: 'too-large', detail: `${text.length} > ${WORK_LIMITS.bytes}` }
  let json: unknown
  try {
    json = parseJson(text)
  } catch (error) {
    return { ok: false, problem: 'not-json', detail: (error as Error).message }
  }
  const { format, version } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  if (format !== 'wirebook-work') return { ok: false, problem: 'not-ours', detail: 'format' }
  if (typeof version === 'number' && version > WORK_VERSION)
    return { ok: false, problem: 'newer', detail: `${version} > ${WORK_VERSION}` }
  const result = WorkFile.safeParse(json)
  if (result.success) return { ok: true, file: result.data as WorkFile }
  const { path, message } = result.error.issues[0]!
  return { ok: false, problem: 'malformed', detail: `${path.map(String).join('.')}: ${message}` }
}

/** What taking in a work would change, and, once taken, what it changed. */
export type WorkPlan = {
  /** Texts that were not here: they become the current ones. */
  added: Target[]
  /** Texts that differ from the current ones: those stay, these go to the history. */
  beside: Target[]
  /** Texts whose current version is here already. */
  same: number
  /** Earlier versions for the history. */
  versions: number
  attempts: number
}

const Count = z.number().int().min(0)
export const WorkPlanSchema = z.object({
  added: z.array(Target),
  beside: z.array(Target),
  same: Count,
  versions: Count,
  attempts: Count,
})
