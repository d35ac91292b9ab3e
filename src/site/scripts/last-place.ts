/** Remembers the lesson being read, for the home page's way back. A page left within seconds was only looked at. */
import { LAST, write } from './stored.ts'

const READING_AFTER_MS = 8_000
const lesson = document.querySelector<HTMLElement>('[data-lesson]')?.dataset.lesson

function remember(): void {
  write(LAST, { lesson, href: location.pathname, at: new Date().toISOString() })
}
if (lesson) {
  setTimeout(remember, READING_AFTER_MS)
  document.addEventListener('wirebook:run', remember, { once: true })
  document.addEventListener('wirebook:progress', remember)
}
