/** The keys that were chosen, in one editor: loaded when it opens or when the choice changes. */
import { Compartment, type Extension } from '@codemirror/state'
import { type EditorView, showPanel, ViewPlugin } from '@codemirror/view'
import { pageLocale } from '../page-locale.ts'
import { keymapSetting, onKeymap } from './setting.ts'
import { keysWords } from './words.ts'

/** `save` is what Vim's `:w` does. Has to stand before all other keys. */
export function chosenKeys(save: () => void): Extension {
  const place = new Compartment()
  return [place.of([]), ViewPlugin.define((view) => new Chosen(view, place, save))]
}

class Chosen {
  readonly #view: EditorView
  readonly #place: Compartment
  readonly #save: () => void
  readonly #leave: () => void
  #shown = 'standard'
  #gone = false

  constructor(view: EditorView, place: Compartment, save: () => void) {
    this.#view = view
    this.#place = place
    this.#save = save
    this.#leave = onKeymap(() => void this.#load())
    if (keymapSetting() !== 'standard') void this.#load()
  }

  destroy(): void {
    this.#gone = true
    this.#leave()
  }

  async #load(): Promise<void> {
    const wanted = keymapSetting()
    if (wanted === this.#shown) return
    this.#shown = wanted
    const keys = await import('./keymaps.ts')
      .then(async ({ keysOf, onWrite }) => {
        onWrite(this.#view, this.#save)
        return keysOf(wanted)
      })
      .catch(() => unreachable())
    // Meanwhile others may have been chosen, or the editor closed.
    if (!this.#gone && this.#shown === wanted) this.#view.dispatch({ effects: this.#place.reconfigure(keys) })
  }
}

/** The editor goes on with its own keys, and says why. */
function unreachable(): Extension {
  return showPanel.of(() => {
    const dom = document.createElement('div')
    dom.className = 'cm-keys-unreachable'
    dom.setAttribute('role', 'status')
    dom.textContent = keysWords[pageLocale()].unreachable
    return { dom }
  })
}
