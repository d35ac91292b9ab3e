/** Code that can be read, selected and not changed. */
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { look } from '../../shared/editor-look.ts'

/** Gives what ends it. */
export function openReadOnly(parent: HTMLElement, text: string, label: string): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        // It scrolls by itself: within another box that scrolls, line numbers and lines part.
        EditorView.theme({ '&': { height: 'auto', maxHeight: '520px' } }),
        look,
        EditorView.lineWrapping,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
      ],
    }),
  })
  return () => view.destroy()
}
