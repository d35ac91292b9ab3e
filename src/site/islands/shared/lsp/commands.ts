/** What keys and buttons ask the language server for. */
import { formatDocument, LSPPlugin, renameSymbol } from '@codemirror/lsp-client'
import type { Extension } from '@codemirror/state'
import { EditorView, type KeyBinding, keymap } from '@codemirror/view'
import { LIBRARY, targetOf } from '../../../../protocol/editor.ts'
import { say, sayProse } from './foot.ts'
import type { EditorWords } from './words.ts'

type Place = { line: number; character: number }
type Location = { uri: string; range: { start: Place } }
type Hover = { contents: string | { kind: 'markdown' | 'plaintext'; value: string } }

export function commands(words: EditorWords): Extension {
  const keys: KeyBinding[] = [
    { key: 'F12', run: (view) => goToDefinition(view, words), preventDefault: true },
    { key: 'F2', run: renameSymbol, preventDefault: true },
    { key: 'Shift-Alt-f', run: formatDocument, preventDefault: true },
    { key: 'F1', run: (view) => explain(view, words), preventDefault: true },
  ]
  const click = EditorView.domEventHandlers({
    mousedown: (event, view) => {
      if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false
      const at = view.posAtCoords(event)
      if (at === null) return false
      view.dispatch({ selection: { anchor: at } })
      return goToDefinition(view, words)
    },
  })
  return [keymap.of(keys), click]
}

/** To where the name at the cursor is declared; of a library it is said where. False where nobody could tell. */
export function goToDefinition(view: EditorView, words: EditorWords): boolean {
  const plugin = ready(view)
  if (!plugin) return false
  plugin.client.sync()
  const { head } = view.state.selection.main
  const params = { textDocument: { uri: plugin.uri }, position: plugin.toPosition(head) }
  plugin.client.request<unknown, Location | Location[] | null>('textDocument/definition', params).then(
    async (answer) => {
      const [place] = Array.isArray(answer) ? answer : answer ? [answer] : []
      if (!place) return say(view, words.definedNowhere)
      if (place.uri.startsWith(LIBRARY)) return say(view, words.definedIn(place.uri.slice(LIBRARY.length)))
      const target = place.uri === plugin.uri ? view : await plugin.client.workspace.displayFile(place.uri)
      if (!target) return say(view, words.definedIn(targetOf(place.uri)?.file ?? place.uri))
      const { line, character } = place.range.start
      const { doc } = target.state
      if (line >= doc.lines) return
      const anchor = Math.min(doc.line(line + 1).from + character, doc.line(line + 1).to)
      target.dispatch({ selection: { anchor }, scrollIntoView: true, userEvent: 'select.definition' })
      target.focus()
    },
    () => {}, // starting again: the next press finds it
  )
  return true
}

/** What is known of the name at the cursor, below the code: for keyboards, screen readers and fingers. */
export function explain(view: EditorView, words: EditorWords): boolean {
  const plugin = ready(view)
  if (!plugin) return false
  plugin.client.sync()
  const position = plugin.toPosition(view.state.selection.main.head)
  plugin.client
    .request<unknown, Hover | null>('textDocument/hover', { textDocument: { uri: plugin.uri }, position })
    .then(
      (hover) =>
        hover ? sayProse(view, plugin.docToHTML(hover.contents, 'markdown')) : say(view, words.explainNothing),
      () => {},
    )
  return true
}

function ready(view: EditorView): LSPPlugin | null {
  const plugin = LSPPlugin.get(view)
  return plugin?.client.serverCapabilities ? plugin : null
}
