/** What is told of submissions: to the person on `person:<id>`, to those who watch the class on `cohort:<id>`. */
import type { Trx } from '../../database/database.ts'
import type { Bus, LiveEvent } from '../live/bus.ts'

export type SubmissionEvent =
  /** It is stored, and stands in line. */
  | { type: 'submitted'; attempt: string; person: string; exercise: string; at: number }
  /** A verdict is there. `generation` above 0: of a regrading, which may not hold yet. */
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

/** Last in its transaction. */
export async function tell(trx: Trx, bus: Bus, cohort: string | null, event: SubmissionEvent): Promise<void> {
  await bus.publish(trx, `person:${event.person}`, event)
  if (cohort !== null) await bus.publish(trx, `cohort:${cohort}`, event)
}

export function isGraded(body: LiveEvent['body'], attempt: string): boolean {
  return body.type === 'graded' && body.attempt === attempt
}
