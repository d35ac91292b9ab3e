/** Where in the teaching pages one is, as the address says it after `?`. */
import { useEffect, useState } from 'preact/hooks'

export const VIEWS = ['live', 'assignments', 'people', 'gradebook', 'regrade', 'lti', 'settings'] as const
export type View = (typeof VIEWS)[number]
export type Place = { cohort: string | null; view: View; learner: string | null; attempt: string | null }

/** Pure. */
export function placeOf(search: string): Place {
  const query = new URLSearchParams(search)
  const view = VIEWS.find((one) => one === query.get('view')) ?? 'live'
  return { cohort: query.get('cohort'), view, learner: query.get('learner'), attempt: query.get('attempt') }
}

/** Pure. */
export function searchOf({ cohort, view, learner, attempt }: Partial<Place>): string {
  const query = new URLSearchParams()
  if (cohort) query.set('cohort', cohort)
  if (view && view !== 'live') query.set('view', view)
  if (learner) query.set('learner', learner)
  if (attempt) query.set('attempt', attempt)
  return `?${query}`
}

const CHANGED = 'wirebook:teach-place'

/** For a link's onClick: goes there without loading the page anew. */
export function going(event: MouseEvent): void {
  const link = (event.currentTarget as HTMLAnchorElement).href
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  go(new URL(link).search)
}

export function go(search: string): void {
  history.pushState(null, '', search)
  dispatchEvent(new Event(CHANGED))
  scrollTo(0, 0)
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.search))
  useEffect(() => {
    const changed = () => setPlace(placeOf(location.search))
    addEventListener('popstate', changed)
    addEventListener(CHANGED, changed)
    return () => {
      removeEventListener('popstate', changed)
      removeEventListener(CHANGED, changed)
    }
  }, [])
  return place
}
