/** What is told of submissions: to the person on `person:<id>`, to those who watch the class on `cohort:<id>`. */
import type { ClassEvent } from '../../../protocol/classroom/live.ts'
import type { Trx } from '../../database/database.ts'
import type { Bus, LiveEvent } from '../live/bus.ts'

export type SubmissionEvent = Extract<ClassEvent, { type: 'submitted' | 'graded' }>

/** Last in its transaction. */
export async function tell(trx: Trx, bus: Bus, cohort: string | null, event: SubmissionEvent): Promise<void> {
  await bus.publish(trx, `person:${event.person}`, event)
  if (cohort !== null) await bus.publish(trx, `cohort:${cohort}`, event)
}

export function isGraded(body: LiveEvent['body'], attempt: string): boolean {
  return body.type === 'graded' && body.attempt === attempt
}
