/** Which exercises this browser has seen passed or tried. The outline and the home page read it. */

const KEY = 'wirebook.progress'

/** A pass is never taken back by a later failure. */
export function noteProgress(exercise: string, state: 'passed' | 'tried'): void {
  try {
    const all = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>
    if (all[exercise] === 'passed' || all[exercise] === state) return
    localStorage.setItem(KEY, JSON.stringify({ ...all, [exercise]: state }))
    document.dispatchEvent(new CustomEvent('wirebook:progress', { detail: { exercise, state } }))
  } catch {} // a refused storage costs the pips, never the exercise
}
