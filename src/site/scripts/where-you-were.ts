/** The home page's way back: the lesson that was read last, and the lab or exercise in it. */
import { readLast } from './last.ts'

addEventListener('storage', show)
show()

function show(): void {
  const last = readLast()
  const block = document.querySelector<HTMLElement>('[data-last]')
  if (!last || !block) return
  const lesson = block.querySelector<HTMLElement>(`[data-lesson="${CSS.escape(last.lesson)}"]`)
  if (!lesson) return
  block.hidden = false
  for (const one of block.querySelectorAll<HTMLElement>('[data-lesson]')) one.hidden = one !== lesson
  const when = lesson.querySelector('time')
  if (when) {
    when.dateTime = last.at
    when.textContent = inWords(last.at)
  }
  const cells = JSON.parse(lesson.dataset.cells ?? '{}') as Record<string, string>
  const title = last.cell ? cells[last.cell] : undefined
  // A place that is no cell, such as a question, is gone to as well, but has no name to show.
  const href = (lesson.dataset.href ?? '') + (last.cell ? `#${encodeURIComponent(last.cell)}` : '')
  const place = lesson.querySelector<HTMLElement>('[data-place]')
  if (place && title) {
    place.hidden = false
    place.textContent = title
  }
  const back = lesson.querySelector<HTMLAnchorElement>('a[data-back]')
  if (back) back.href = href
  const start = document.querySelector<HTMLAnchorElement>('[data-start]')
  if (start && lesson.dataset.continue) {
    start.textContent = lesson.dataset.continue
    start.href = href
  }
}

function inWords(at: string): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(
    date,
  )
}
