/** Says how many of the page's questions were answered, wherever `data-answered` stands. Asked again after each answer. */
import { read } from '../../scripts/stored.ts'

const place = document.querySelector<HTMLElement>('[data-answered]')
const keys = [...document.querySelectorAll<HTMLElement>('wire-ask')].map(({ dataset }) => dataset.key ?? '')

function show(): void {
  if (!place) return
  const kept = (read('wirebook.ask') ?? {}) as Record<string, { shown?: unknown } | undefined>
  const count = keys.filter((key) => kept[key]?.shown === true).length
  place.textContent = (place.dataset.answered ?? '').replace('#', String(count))
}

// The answer is stored by the question's own listener, which runs before this one.
document.addEventListener('change', show)
document.addEventListener('click', show)
addEventListener('storage', show)
show()
