/**
 * Uncovers an exercise's walk-through when it is passed (progress) or the reader has asked for the solution
 * (`wirebook:solution`, detail { exercise }). It moves below the panel: the statement ends where the work begins.
 */
import { readProgress } from './stored.ts'

const places = [...document.querySelectorAll<HTMLElement>('[data-walkthrough]')].map((walk) => ({
  walk,
  exercise: walk.closest<HTMLElement>('[data-exercise]'),
}))
for (const { walk, exercise } of places) exercise?.append(walk)
document.addEventListener('wirebook:progress', show)
document.addEventListener('wirebook:solution', (event) => {
  const { exercise: id } = (event as CustomEvent<{ exercise: string }>).detail
  for (const { walk, exercise } of places) if (exercise?.dataset.exercise === id) walk.hidden = false
})
show()

function show(): void {
  const progress = readProgress()
  for (const { walk, exercise } of places) {
    if (exercise && progress[exercise.dataset.exercise ?? ''] === 'passed') walk.hidden = false
  }
}
