/**
 * Vim's and Emacs's keys, each a chunk that is loaded when it is chosen.
 *
 * Whatever the keys: Escape and then Tab leaves the editor. Vim's Escape keeps its meaning besides; Emacs's as well.
 */
import type { Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { Keymap } from './setting.ts'

/** What `:w` does in an editor; saving is automatic, so it only does it at once. */
const savers = new WeakMap<EditorView, () => void>()

export function onWrite(view: EditorView, save: () => void): void {
  savers.set(view, save)
}

/** These keys, to be put before all others. Rejects when they cannot be fetched. */
export async function keysOf(keymap: Keymap): Promise<Extension> {
  switch (keymap) {
    case 'standard':
      return []
    case 'vim': {
      const { Vim, vim } = await import('@replit/codemirror-vim')
      // Registered for all editors of the page; again is the same.
      Vim.defineEx('write', 'w', ({ cm6 }: { cm6: EditorView }) => savers.get(cm6)?.())
      return vim({ status: true })
    }
    case 'emacs': {
      const { emacs } = await import('@replit/codemirror-emacs')
      return emacs()
    }
    default:
      return keymap satisfies never
  }
}
