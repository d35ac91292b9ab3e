/** Two texts beside each other, or in one column where there is no room for two. Both can be read and not changed. */
import { type Chunk, getChunks, goToNextChunk, goToPreviousChunk, MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { look } from '../editor-look.ts'
import { DIFF_LIMITS, textOf } from './changes.ts'
import { signs } from './signs.ts'

export type DiffView = {
  /** Goes to a change, from 0, and shows it. */
  show(index: number): void
  /** The change at which the cursor is, or before which; from 0. */
  at(): number
  destroy(): void
}

export type DiffOptions = {
  parent: HTMLElement
  before: string
  after: string
  /** What a screen reader says of each side. In one column the later text's name is that of both. */
  labels: { before: string; after: string; both: string }
  beside: boolean
  /** Fold long stretches that did not change. */
  folded: boolean
  /** CodeMirror's own texts by their English ones. */
  phrases: Record<string, string>
  /** A key led to another change. */
  onMove(index: number): void
}

/** Unchanged stretches longer than this are folded, with so many lines left beside a change. */
const FOLD = { margin: 3, minSize: 6 }

export function openDiff(options: DiffOptions): DiffView {
  const { parent, before, after, labels, beside, phrases } = options
  const fold = options.folded ? { collapseUnchanged: FOLD } : {}
  const moved = (view: EditorView) => options.onMove(indexAt(view))
  const step = (command: typeof goToNextChunk) => (view: EditorView) => {
    command(view)
    moved(view)
    return true
  }
  const readable = (label: string): Extension => [
    lineNumbers(),
    look,
    EditorView.lineWrapping,
    signs,
    EditorState.phrases.of(phrases),
    EditorState.readOnly.of(true),
    // Not editable: Tab passes through, and a screen reader reads it as text.
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    keymap.of([
      { key: 'F7', run: step(goToNextChunk), shift: step(goToPreviousChunk) },
      { key: 'Alt-F7', run: step(goToPreviousChunk) },
    ]),
  ]
  if (beside) {
    const merged = new MergeView({
      parent,
      a: { doc: textOf(before), extensions: readable(labels.before) },
      b: { doc: textOf(after), extensions: readable(labels.after) },
      ...fold,
      gutter: false,
      diffConfig: DIFF_LIMITS,
    })
    return { ...handle(merged.b), destroy: () => merged.destroy() }
  }
  const view = new EditorView({
    parent,
    doc: textOf(after),
    extensions: [
      readable(labels.both),
      unifiedMergeView({
        original: textOf(before),
        mergeControls: false,
        gutter: false,
        ...fold,
        diffConfig: DIFF_LIMITS,
      }),
    ],
  })
  return { ...handle(view), destroy: () => view.destroy() }
}

function handle(view: EditorView): Omit<DiffView, 'destroy'> {
  return {
    show(index) {
      const chunk = chunksOf(view)[index]
      if (!chunk) return
      view.dispatch({
        selection: { anchor: Math.min(chunk.fromB, view.state.doc.length) },
        effects: EditorView.scrollIntoView(Math.min(chunk.fromB, view.state.doc.length), { y: 'center' }),
      })
    },
    at: () => indexAt(view),
  }
}

function indexAt(view: EditorView): number {
  const { head } = view.state.selection.main
  const side = getChunks(view.state)?.side
  const at = chunksOf(view).findLastIndex((chunk) => (side === 'a' ? chunk.fromA : chunk.fromB) <= head)
  return Math.max(0, at)
}

function chunksOf(view: EditorView): readonly Chunk[] {
  return getChunks(view.state)?.chunks ?? []
}
