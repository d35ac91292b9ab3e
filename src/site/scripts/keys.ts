/** Ctrl/⌘ K opens the palette, `?` the list of keys; what they open is loaded then. */
import type { What } from '../islands/palette/open.tsx'

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const locale = document.documentElement.lang === 'zh-CN' ? 'zh-cn' : 'en'

// The module is named, not taken apart: the bundler makes less of it.
const show = (what: What) => import('../islands/palette/open.tsx').then((palette) => palette.open(what, locale))

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey) return
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
    event.preventDefault()
    void show('palette')
  } else if (event.key === '?' && !typing(event.target)) void show('keys')
})
for (const button of document.querySelectorAll('[data-open-palette]'))
  button.addEventListener('click', () => void show('palette'))
