/** What is wrong with a text: asked for after a pause in typing, as the server only tells when asked. */
import { type Diagnostic, linter, lintGutter, lintKeymap } from '@codemirror/lint'
import { LSPPlugin } from '@codemirror/lsp-client'
import type { Extension } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'
import { lookAgain } from './course-workspace.ts'

/** Typing is over after this pause, ms. */
const PAUSE_MS = 250

type Place = { line: number; character: number }
type Reported = {
  range: { start: Place; end: Place }
  severity?: number
  message: string
  code?: number | string
}
/** LSP's DiagnosticSeverity, from 1. Hints (unused names) are left out: a starter is full of them. */
const SEVERITIES = ['error', 'warning', 'info'] as const

/** `pointer`: what is underlined may be pointed at; a finger reads it below the code. */
export function diagnostics(pointer: boolean): Extension {
  return [
    linter(asked, {
      delay: PAUSE_MS,
      tooltipFilter: pointer ? null : () => [],
      needsRefresh: ({ transactions }) =>
        transactions.some(({ effects }) => effects.some((effect) => effect.is(lookAgain))),
    }),
    lintGutter(),
    keymap.of(lintKeymap),
  ]
}

async function asked(view: EditorView): Promise<Diagnostic[]> {
  const plugin = LSPPlugin.get(view)
  if (!plugin?.client.serverCapabilities) return []
  plugin.client.sync()
  const doc = view.state.doc
  const report = await plugin.client
    .request<unknown, { items?: Reported[] } | null>('textDocument/diagnostic', { textDocument: { uri: plugin.uri } })
    .catch(() => null) // starting again: asked again when it is ready
  return (report?.items ?? []).flatMap(({ range, severity = 1, message, code }) => {
    const shown = SEVERITIES[severity - 1]
    if (shown === undefined) return []
    const from = plugin.fromPosition(range.start, doc)
    const to = plugin.fromPosition(range.end, doc)
    return [{ from, to, severity: shown, message, ...(code === undefined ? {} : { source: `ts(${code})` }) }]
  })
}
