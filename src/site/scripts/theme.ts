/** The light and dark buttons. The choice is kept by this browser; without one the system's theme holds. */
const KEY = 'wirebook.theme'
const root = document.documentElement
const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-set-theme]')]
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

for (const button of buttons) {
  button.addEventListener('click', () => {
    const theme = button.dataset.setTheme!
    root.dataset.theme = theme
    try {
      localStorage.setItem(KEY, theme)
    } catch {} // storage may be refused; the page still changes
    show()
  })
}
systemIsDark.addEventListener('change', show)
show()

function show(): void {
  const now = root.dataset.theme ?? (systemIsDark.matches ? 'dark' : 'light')
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.setTheme === now))
}
