/** Keeps, in this browser alone, when each lesson was read, when each exercise was tried and passed, and where the reader is. */
import { placeInView } from './change-language.ts'
import { DAYS, readDays } from './days.ts'
import { LAST } from './last.ts'
import { write } from './stored.ts'

type Detail = { lab?: string; exercise?: string; state?: 'passed' | 'tried' }

let leaving = false

/** `event`: what shows that it is read; without one the clock did. */
export function remember(lesson: string, event?: Event): void {
  const { lab, exercise, state } = (event instanceof CustomEvent ? event.detail : {}) as Detail
  const at = new Date().toISOString()
  const days = readDays()
  days.lessons[lesson] = { first: days.lessons[lesson]?.first ?? at, last: at }
  // The first time holds: a pass is not made later by passing again.
  if (exercise && state) days.exercises[exercise] = { [state]: at, ...days.exercises[exercise] }
  write(DAYS, days)
  const cell = lab ? placeOf('lab', lab) : exercise ? placeOf('exercise', exercise) : placeInView()
  write(LAST, { lesson, href: location.pathname, at, cell })
  if (leaving) return
  leaving = true
  addEventListener('pagehide', () =>
    write(LAST, { lesson, href: location.pathname, at: new Date().toISOString(), cell: placeInView() }),
  )
}

/** The id that the lab or exercise has on its page. */
function placeOf(kind: string, id: string): string {
  return `${kind}-${id.replace('/', '-')}`
}
