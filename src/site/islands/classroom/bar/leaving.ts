/**
 * Tells on every page of a class that its server is about to end, until one answers again. A restart takes seconds; what
 * was written is stored already, and pages come back by themselves.
 */
import { holdOpen } from '../live.ts'
import type { BarWords } from './words.ts'

/** Of somebody who is signed in: nobody else is let in there. */
export function tellLeaving(words: BarWords): void {
  const place = document.createElement('p')
  place.className = 'leaving'
  place.setAttribute('role', 'status')
  document.body.append(place)
  holdOpen({
    onOpen() {
      place.textContent = ''
      // It would hear of it from now on.
      place.dataset.heard = ''
    },
    onMessage(message, settled) {
      if (message.type !== 'leaving') return
      place.textContent = words.leaving
      settled()
    },
    onClose() {},
  })
}
