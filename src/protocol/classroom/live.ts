/** Messages on /ws/class: a page watches a cohort, and hears what concerns it. JSON text both ways. */
import { z } from 'zod'
import type { NetworkTold } from './network.ts'
import type { Hand, Note } from './view.ts'

export { CLASS_PATH } from './path.ts'

export const LiveClientMessage = z.discriminatedUnion('type', [
  /** `after`: number of the last event heard; those since are told first. Watching another cohort ends the first. */
  z
    .object({ type: z.literal('watch'), cohort: z.string().max(64), after: z.number().int().min(0).optional() })
    .strict(),
  /** From now on the class network of the cohort that is watched, with packets after number `after` of network `id`. */
  z
    .object({
      type: z.literal('network'),
      since: z
        .object({ id: z.string().max(64), after: z.number().int().min(0) })
        .strict()
        .optional(),
    })
    .strict(),
])
export type LiveClientMessage = z.infer<typeof LiveClientMessage>

/** What is told of a cohort. Learners hear only what concerns them (`src/sidecar/classroom/live/hears.ts`). */
export type ClassEvent =
  /** Staff. */
  | { type: 'presence'; person: string; lesson: string; cell: string | null; at: number }
  | { type: 'progress'; person: string; lesson: string; read: boolean; cells: number; cellsDone: number; done: boolean }
  /** Null: it is down. `name`: who answered it. Of their own, learners too. */
  | { type: 'hand'; person: string; hand: Hand | null; answeredBy?: string; name?: string }
  /** To learners: the queue moved. */
  | { type: 'hands' }
  | { type: 'note'; note: Note }
  /** Keep processes warm for this lab. */
  | { type: 'warm'; lab: string }
  /** Something of these was changed: ask again. */
  | { type: 'assignments' }
  | { type: 'gradebook' }
  | { type: 'members' }
  /** A submission is stored, and stands in line. */
  | { type: 'submitted'; attempt: string; person: string; exercise: string; at: number }
  /** A verdict is there. `generation` above 0: of a regrade, which may not hold yet; learners do not hear of those. */
  | {
      type: 'graded'
      attempt: string
      generation: number
      person: string
      exercise: string
      verdict: 'pass' | 'fail' | 'error'
      points: number
      maxPoints: number
      at: number
    }
  /** Somebody came to this learner's page, went, or may work beside them or no longer: ask again. Staff, and their own. */
  | { type: 'beside'; person: string }
  /** The class network was opened, closed, or somebody joined or left. */
  | { type: 'network' }

export type LiveServerMessage =
  | { type: 'watching'; cohort: string; role: 'instructor' | 'assistant' | 'learner' }
  | { type: 'event'; cohort: string; seq: number; at: number; event: ClassEvent }
  /** This server ends within so many ms; the page comes back by itself. */
  | { type: 'leaving'; withinMs: number }
  | ({ cohort: string } & NetworkTold)
  | { type: 'refused'; code: 'MESSAGE_MALFORMED' | 'COHORT_UNKNOWN' | 'TOO_MANY' | 'SIGN_IN'; message: string }
