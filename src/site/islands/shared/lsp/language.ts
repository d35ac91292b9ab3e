/** Everything that the language server adds to one editor. A chunk of its own: the editor is there before it. */
import { hoverTooltips, signatureHelp } from '@codemirror/lsp-client'
import { EditorState, type Extension } from '@codemirror/state'
import { type EditorView, type Rect, tooltips } from '@codemirror/view'
import { documentUri } from '../../../../protocol/editor.ts'
import type { Target } from '../../../../protocol/messages.ts'
import { commands, explain } from './commands.ts'
import { completion } from './completion.ts'
import { diagnostics } from './diagnostics.ts'
import { foot } from './foot.ts'
import { languageLink } from './link.ts'
import { theme } from './theme.ts'
import { editorWords } from './words.ts'

/** A pointer that rests this long on a name asks about it, ms. */
const HOVER_MS = 300

/** `show` brings the editor of this target to the front. */
export function languageOf(target: Target, show: () => void): Extension {
  const words = editorWords(document.documentElement.lang.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en')
  const link = languageLink()
  const uri = documentUri(target)
  link.workspace.onShow(uri, show)
  // A finger's tap is told as a pointer that rests: its card would cover what was tapped.
  const pointer = matchMedia('(hover: hover)').matches
  return [
    link.client.plugin(uri, 'typescript'),
    diagnostics(pointer),
    completion(),
    pointer ? hoverTooltips({ hoverTime: HOVER_MS }) : [],
    signatureHelp(),
    commands(words),
    foot(words, (view) => explain(view, words)),
    tooltips({ tooltipSpace: insideBench }),
    theme,
    EditorState.phrases.of(words.editorPhrases),
  ]
}

/** Cards are cut off at the bench's edge, so they have to find their place within. */
function insideBench(view: EditorView): Rect {
  const bench = view.dom.closest('.bench, .exq')?.getBoundingClientRect()
  const { clientWidth, clientHeight } = document.documentElement
  if (!bench) return { left: 0, top: 0, right: clientWidth, bottom: clientHeight }
  return {
    left: Math.max(bench.left, 0),
    top: Math.max(bench.top, 0),
    right: Math.min(bench.right, clientWidth),
    bottom: Math.min(bench.bottom, clientHeight),
  }
}
