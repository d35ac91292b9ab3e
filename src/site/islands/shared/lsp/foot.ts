/**
 * The line below the code: how many problems there are, what is wrong in the cursor's line, and, on demand, what is
 * known of the name at the cursor. It says in words what underlines and hover cards say to eye and mouse.
 */
import { closeLintPanel, diagnosticCount, forEachDiagnostic, openLintPanel } from '@codemirror/lint'
import { type Extension, Prec, StateEffect, StateField } from '@codemirror/state'
import { type EditorView, keymap, type Panel, showPanel, type ViewUpdate } from '@codemirror/view'
import { keysMenu } from '../keys/menu.ts'
import type { EditorWords } from './words.ts'

type Said = { text: string } | { html: string } | null
const saying = StateEffect.define<Said>()

const said = StateField.define<Said>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(saying)) return effect.value
    return transaction.docChanged ? null : value
  },
})

export function say(view: EditorView, text: string): void {
  view.dispatch({ effects: saying.of({ text }) })
}

/** `html` has to be sanitized. */
export function sayProse(view: EditorView, html: string): void {
  view.dispatch({ effects: saying.of({ html }) })
}

/** `explain` is what the button asks for. */
export function foot(words: EditorWords, explain: (view: EditorView) => void): Extension {
  const silence = (view: EditorView) => {
    if (view.state.field(said) === null) return false
    view.dispatch({ effects: saying.of(null) })
    return true
  }
  return [
    said,
    showPanel.of((view) => new Foot(view, words, explain)),
    Prec.high(keymap.of([{ key: 'Escape', run: silence }])),
  ]
}

class Foot implements Panel {
  readonly dom = document.createElement('div')
  readonly #words: EditorWords
  readonly #view: EditorView
  readonly #problems = document.createElement('button')
  readonly #line = document.createElement('span')
  readonly #card = document.createElement('div')
  readonly #keys = keysMenu()
  #listed = false

  constructor(view: EditorView, words: EditorWords, explain: (view: EditorView) => void) {
    this.#view = view
    this.#words = words
    this.dom.className = 'cm-foot'
    this.#card.className = 'cm-lsp-documentation cm-foot-card'
    this.#card.setAttribute('role', 'status')
    const bar = document.createElement('div')
    bar.className = 'cm-foot-bar'
    this.#problems.type = 'button'
    this.#problems.addEventListener('click', () => this.#toggle())
    this.#line.className = 'cm-foot-line'
    const about = document.createElement('button')
    about.type = 'button'
    about.textContent = words.explain
    about.title = words.explainTitle
    about.addEventListener('mousedown', (event) => event.preventDefault()) // the cursor stays in the code
    about.addEventListener('click', () => explain(view))
    bar.append(this.#problems, this.#line, about, this.#keys.dom)
    this.dom.append(this.#card, bar)
    this.#draw()
  }

  update({ state, startState, docChanged, selectionSet, transactions }: ViewUpdate): void {
    const told = state.field(said) !== startState.field(said)
    if (told || docChanged || selectionSet || transactions.some(({ effects }) => effects.length > 0)) this.#draw()
  }

  destroy(): void {
    this.#keys.destroy()
  }

  #draw(): void {
    const { state } = this.#view
    const count = diagnosticCount(state)
    const text = this.#words.problems(count)
    // A live region speaks when its text changes, so it is left alone otherwise.
    if (this.#problems.textContent !== text) this.#problems.textContent = text
    this.#problems.dataset.count = `${count}`
    this.#problems.setAttribute('aria-expanded', `${this.#listed && count > 0}`)
    const line = state.doc.lineAt(state.selection.main.head)
    let here = ''
    forEachDiagnostic(state, ({ message }, from, to) => {
      if (here === '' && from <= line.to && to >= line.from) here = message
    })
    if (this.#line.textContent !== here) this.#line.textContent = here
    const now = state.field(said)
    this.#card.hidden = now === null
    if (now === null) this.#card.replaceChildren()
    else if ('html' in now) this.#card.innerHTML = now.html
    else this.#card.textContent = now.text
  }

  #toggle(): void {
    this.#listed = !this.#listed
    if (this.#listed) openLintPanel(this.#view)
    else closeLintPanel(this.#view)
    this.#draw()
  }
}
