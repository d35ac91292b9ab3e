/**
 * Fills in what the reader has done wherever a page shows it: `data-exercises` (pips), `data-passed` (n / all in words)
 * and, on the home page, the way back to where they were.
 */
import { readLast, readProgress } from './stored.ts'

addEventListener('storage', show)
document.addEventListener('wirebook:progress', show)
show()

function show(): void {
  const progress = readProgress()
  for (const place of document.querySelectorAll<HTMLElement>('[data-exercises]')) {
    const ids = place.dataset.exercises!.split(' ').filter(Boolean)
    const passed = ids.filter((id) => progress[id] === 'passed').length
    place.querySelectorAll<HTMLElement>('.pips i').forEach((pip, at) => {
      const state = progress[ids[at] ?? '']
      pip.className = state === 'passed' ? 'on' : state === 'tried' ? 'half' : ''
    })
    const words = place.querySelector<HTMLElement>('[data-words]')
    if (words) words.textContent = words.dataset.words!.replace('#', String(passed))
  }
  showLastPlace()
}

function showLastPlace(): void {
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
  const start = document.querySelector<HTMLAnchorElement>('[data-start]')
  if (start && lesson.dataset.continue) {
    start.textContent = lesson.dataset.continue
    start.href = lesson.dataset.href ?? start.href
  }
}

function inWords(at: string): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(
    date,
  )
}
