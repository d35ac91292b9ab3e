/** Puts the palette or the list of keys on the page, as a modal dialog; closed, it is gone. */
import { render } from 'preact'
import type { Locale } from '../../../course/schema.ts'
import { Keys } from './Keys.tsx'
import { Palette } from './Palette.tsx'
import './palette.css'

export type What = 'palette' | 'keys'

let dialog: HTMLDialogElement | null = null

export function open(what: What, locale: Locale): void {
  if (dialog) close()
  const made = document.createElement('dialog')
  made.className = `overlay ${what}`
  document.body.append(made)
  dialog = made
  const show = (other: What) => open(other, locale)
  made.addEventListener('close', close)
  made.addEventListener('click', (event) => {
    if (event.target === made) made.close() // the backdrop
  })
  render(
    what === 'palette' ? (
      <Palette locale={locale} onClose={() => made.close()} onKeys={() => show('keys')} />
    ) : (
      <Keys locale={locale} onClose={() => made.close()} />
    ),
    made,
  )
  made.showModal()
}

function close(): void {
  const gone = dialog
  dialog = null
  if (!gone) return
  render(null, gone)
  gone.remove()
}
