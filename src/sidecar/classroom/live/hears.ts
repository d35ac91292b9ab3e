/** What of a cohort's events somebody hears. Pure: the one place that decides it. */
import type { ClassEvent } from '../../../protocol/classroom/live.ts'
import type { CohortRole } from '../../database/schema.ts'

/** Null: it is none of theirs. */
export function heardBy(event: ClassEvent, person: string, role: CohortRole): ClassEvent | null {
  if (role !== 'learner') return event
  switch (event.type) {
    case 'note':
    case 'warm':
    case 'assignments':
    case 'network':
      return event
    case 'gradebook': // of their own grades they hear nothing before release; the page asks and is told what it may be
      return event
    case 'hand':
      return event.person === person ? event : { type: 'hands' }
    case 'beside':
    case 'submitted':
      return event.person === person ? event : null
    case 'graded':
      return event.person === person && event.generation === 0 ? event : null
    case 'presence':
    case 'progress':
    case 'hands':
    case 'members':
      return null
    default:
      // A newer process may publish what this one does not know: learners are then told nothing.
      event satisfies never
      return null
  }
}
