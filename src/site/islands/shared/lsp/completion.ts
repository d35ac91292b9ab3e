/** Completion by the language server, with the documentation of the item looked at. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete'
import { LSPPlugin, serverCompletionSource } from '@codemirror/lsp-client'
import type { Extension } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'

export function completion(): Extension {
  return [autocompletion({ override: [source], maxRenderedOptions: 100 }), keymap.of(completionKeymap)]
}

async function source(context: CompletionContext): Promise<CompletionResult | null> {
  const { view } = context
  if (!view || !LSPPlugin.get(view)?.client.serverCapabilities) return null
  try {
    const result = await serverCompletionSource(context)
    if (!result) return null
    const options = result.options.map((option) => ({ ...option, info: () => described(view, option) }))
    return { ...result, options }
  } catch {
    return null // starting again, or out of reach: typing goes on
  }
}

type Resolved = { detail?: string; documentation?: string | { kind: 'markdown' | 'plaintext'; value: string } }

async function described(view: EditorView, { label, displayLabel = label }: Completion): Promise<Node | null> {
  const plugin = LSPPlugin.get(view)
  const item = await plugin?.client
    .request<unknown, Resolved | null>('completionItem/resolve', { label: displayLabel })
    .catch(() => null)
  if (!plugin || !item || (!item.detail && !item.documentation)) return null
  const card = document.createElement('div')
  card.className = 'cm-lsp-documentation'
  const code = item.detail ? `\`\`\`ts\n${item.detail}\n\`\`\`` : ''
  card.innerHTML = plugin.docToHTML({ kind: 'markdown', value: code })
  if (item.documentation) card.insertAdjacentHTML('beforeend', plugin.docToHTML(item.documentation, 'markdown'))
  return card
}
