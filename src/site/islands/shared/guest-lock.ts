/**
 * On somebody else's page an editor is read, and written in only while one works beside them. Which of the two it is stands
 * at the document (`data-beside`), where the class's bar writes it.
 */
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { type EditorView, ViewPlugin } from '@codemirror/view'

export function guestLock(): Extension {
  const { dataset } = document.documentElement
  if (dataset.beside === undefined) return []
  const place = new Compartment()
  const locked = () => EditorState.readOnly.of(dataset.beside !== 'edits')
  return [place.of(locked()), ViewPlugin.define((view) => watch(view, () => place.reconfigure(locked())))]
}

function watch(view: EditorView, lock: () => ReturnType<Compartment['reconfigure']>) {
  const observer = new MutationObserver(() => view.dispatch({ effects: lock() }))
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-beside'] })
  return { destroy: () => observer.disconnect() }
}
