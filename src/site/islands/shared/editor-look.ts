/** How code looks in every editor of the page, those that compare two texts included. */
import { javascript } from '@codemirror/lang-javascript'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const highlight = HighlightStyle.define([
  { tag: [tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.operatorKeyword], fontWeight: '700' },
  { tag: [tags.keyword, tags.self], fontWeight: '700' },
  { tag: [tags.string, tags.special(tags.string), tags.escape], color: 'var(--c-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--c-num)' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--c-typ)' },
  { tag: tags.comment, color: 'var(--ink3)', fontStyle: 'italic' },
])

const theme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--surface)', height: '100%' },
  '.cm-scroller': { font: '400 12.75px/21px var(--mono)', fontVariantLigatures: 'none', overflow: 'auto' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px 0 11px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink3)', border: 'none', fontSize: '11.5px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '40px', padding: '0 9px 0 0' },
  '.cm-marks': { width: '7px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--focus) 22%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--hover)',
    outline: '1px solid var(--edge)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--hover)' },
  // Below the page's own bars, which stick over it; CodeMirror's own 300 is above all of a page.
  '.cm-panels': { zIndex: '3', backgroundColor: 'var(--sunken)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-textfield, .cm-button': { background: 'var(--surface)', border: '1px solid var(--edge)', color: 'var(--ink)' },
})

/** TypeScript in the inks of the course. */
export const look: Extension = [javascript({ typescript: true }), syntaxHighlighting(highlight), theme]
