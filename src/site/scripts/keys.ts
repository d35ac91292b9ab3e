/** Ctrl/⌘ K opens the palette, `?` the list of keys; what they open is loaded then. */
const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const locale = document.documentElement.lang === 'zh-CN' ? 'zh-cn' : 'en'

async function openPalette(): Promise<void> {
  const { open } = await import('../islands/palette/open.tsx')
  open('palette', locale)
}

async function openKeys(): Promise<void> {
  const { open } = await import('../islands/palette/open.tsx')
  open('keys', locale)
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey) return
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
    event.preventDefault()
    void openPalette()
  } else if (event.key === '?' && !typing(event.target)) void openKeys()
})
for (const button of document.querySelectorAll('[data-open-palette]'))
  button.addEventListener('click', () => void openPalette())
