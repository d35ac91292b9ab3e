/** Whether somebody is typing: what can wait then waits, so that letters come at once. Browser only. */

/** So long after a key somebody types still, ms. */
const PAUSE_MS = 400

let latest = Number.NEGATIVE_INFINITY
let heard = false

/** The first that asks has keys heard from then on. */
export function someoneTypes(): boolean {
  if (!heard) {
    heard = true
    const note = ({ ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      // What runs a lab by keys is no typing: its packets are waited for.
      if (!ctrlKey && !metaKey && !altKey) latest = performance.now()
    }
    document.addEventListener('keydown', note, { capture: true, passive: true })
  }
  return performance.now() - latest < PAUSE_MS
}
