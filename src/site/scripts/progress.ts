/** Fills in what the reader has done wherever a page shows it: `data-exercises` (pips and words). */
import { readProgress } from './stored.ts'

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
}
