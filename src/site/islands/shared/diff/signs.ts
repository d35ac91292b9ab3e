/** What was taken out and what was added, by colour and by a sign each: a minus and strokes, a plus and underlines. */
import { EditorView } from '@codemirror/view'

const sign = (text: string, colour: string) => ({
  '&::before': { content: `"${text}"`, position: 'absolute', left: '1px', color: `var(${colour})`, fontWeight: '700' },
})
const out = { backgroundColor: 'var(--failbg)', position: 'relative', ...sign('−', '--fail') }
const put = { backgroundColor: 'var(--passbg)', position: 'relative', ...sign('+', '--pass') }
const struck = { background: 'none', textDecoration: 'line-through', textDecorationColor: 'var(--fail)' }
const underlined = {
  background: 'none',
  textDecoration: 'underline',
  textDecorationColor: 'var(--pass)',
  textDecorationThickness: '2px',
}

export const signs = EditorView.theme({
  '.cm-line': { padding: '0 10px 0 13px' },
  '&.cm-merge-a .cm-changedLine': out,
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': put,
  '.cm-deletedChunk': { padding: '0', backgroundColor: 'var(--failbg)' },
  '.cm-deletedChunk .cm-deletedLine': { display: 'block', padding: '0 10px 0 13px', ...out },
  '&.cm-merge-a .cm-changedText, &.cm-merge-b .cm-deletedText, .cm-deletedChunk .cm-deletedText': struck,
  '&.cm-merge-b .cm-changedText': underlined,
  '.cm-collapsedLines': {
    padding: '3px 12px',
    font: '400 12px/1.5 var(--ui)',
    color: 'var(--ink2)',
    background: 'var(--sunken)',
  },
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: '"⋯"', padding: '0 6px' },
})
