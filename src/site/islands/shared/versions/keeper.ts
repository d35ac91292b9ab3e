/** Keeps versions of what is typed in the browser while no lab does. Loaded with the editor: who types has one. */
import { EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Target } from '../../../../protocol/messages.ts'
import { bridge } from '../../../bridge-client.ts'
import { whenIdle } from '../idle.ts'
import { keepPageVersion, pageStorage, tidyStorage } from './page-versions.ts'

/** A pause in typing that makes a version here, ms: longer than the lab's, since a browser has little room. */
const PAUSE_MS = 2_000

let tidied = false

export function keeper(target: Target) {
  return [
    ViewPlugin.define((view) => new Keeper(view, target)),
    EditorView.domEventHandlers({ blur: (_, view) => keep(view, target) }),
  ]
}

class Keeper {
  readonly #target: Target
  readonly #view: EditorView
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView, target: Target) {
    this.#view = view
    this.#target = target
    if (tidied) return
    tidied = true
    whenIdle(() => {
      const storage = pageStorage()
      if (storage) tidyStorage(storage)
    })
  }

  update({ docChanged }: ViewUpdate): void {
    if (!docChanged) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => keep(this.#view, this.#target), PAUSE_MS)
  }

  destroy(): void {
    clearTimeout(this.#timer)
  }
}

function keep(view: EditorView, target: Target): void {
  if (bridge().ready) return
  const storage = pageStorage()
  if (storage) keepPageVersion(storage, target, view.state.doc.toString(), Date.now())
}
