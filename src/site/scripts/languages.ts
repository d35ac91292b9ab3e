/** The links to the other language. What keeps the reader's place is loaded with the first press. */
const links = document.querySelector('[data-languages]')

links?.addEventListener('click', (event) => {
  const link = (event.target as Element).closest('a')
  const { ctrlKey, metaKey, shiftKey } = event as MouseEvent
  if (!link || ctrlKey || metaKey || shiftKey) return
  event.preventDefault()
  import('./change-language.ts').then(
    (own) => own.changeLanguage(link),
    () => location.assign(link.href),
  )
})
