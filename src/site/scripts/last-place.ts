/** Notices that a lesson is being read; what remembers it is loaded then. A page left within seconds was only looked at. */
const READING_AFTER_MS = 8_000
const lesson = document.querySelector<HTMLElement>('[data-lesson]')?.dataset.lesson

if (lesson) {
  const remember = (event?: Event) =>
    import('./reading.ts').then(
      (reading) => reading.remember(lesson, event),
      // Out of reach: the next sign of reading asks again.
      () => {},
    )
  setTimeout(remember, READING_AFTER_MS)
  document.addEventListener('wirebook:run', remember)
  document.addEventListener('wirebook:progress', remember)
}
