/** The choice of keys below the code: a list to choose from, the same in every editor of the page. */
import { EditorView, type Panel, showPanel } from '@codemirror/view'
import { pageLocale } from '../page-locale.ts'
import { KEYMAPS, type Keymap, keymapSetting, onKeymap, setKeymap } from './setting.ts'
import { keysWords } from './words.ts'

export type KeysMenu = { dom: HTMLElement; destroy(): void }

export function keysMenu(): KeysMenu {
  const words = keysWords[pageLocale()]
  const select = document.createElement('select')
  select.className = 'cm-keys'
  select.setAttribute('aria-label', words.label)
  select.title = words.title
  for (const keymap of KEYMAPS) select.append(new Option(words.names[keymap], keymap))
  select.value = keymapSetting()
  select.addEventListener('change', () => setKeymap(select.value as Keymap))
  const destroy = onKeymap((keymap) => {
    select.value = keymap
  })
  return { dom: select, destroy }
}

/** A line with nothing but the choice, until the language server's line takes its place. */
export const keysLine = [
  showPanel.of((): Panel => {
    const menu = keysMenu()
    const dom = document.createElement('div')
    dom.className = 'cm-foot cm-keys-line'
    const bar = document.createElement('div')
    bar.className = 'cm-foot-bar'
    bar.append(menu.dom)
    dom.append(bar)
    return { dom, destroy: menu.destroy }
  }),
]

export const keysTheme = EditorView.theme({
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)', backgroundColor: 'var(--surface)' },
  '.cm-foot': { font: '400 12px/1.5 var(--ui)', color: 'var(--ink2)' },
  '.cm-foot-bar': { display: 'flex', alignItems: 'center', gap: '8px', padding: '0 6px', minHeight: '26px' },
  '.cm-keys': {
    flex: 'none',
    marginLeft: 'auto',
    font: 'inherit',
    color: 'var(--ink2)',
    backgroundColor: 'transparent',
    border: '0',
    borderRadius: 'var(--r-block)',
    padding: '2px 2px',
    minHeight: '24px',
    maxWidth: '130px',
  },
  '.cm-keys option': { backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '.cm-keys:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-keys:hover': { backgroundColor: 'var(--hover)' },
  // Vim: its line of state and commands, and the block of its cursor.
  '.cm-vim-panel': { padding: '2px 10px', minHeight: '24px', font: '400 12px/20px var(--mono)', color: 'var(--ink2)' },
  '.cm-vim-panel input': { font: 'inherit', color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused .cm-fat-cursor': {
    background: 'color-mix(in srgb, var(--focus) 55%, transparent)',
    color: 'var(--ink) !important',
  },
  '&:not(.cm-focused) .cm-fat-cursor': { outline: '1px solid var(--focus)' },
  '@container bench (max-width: 800px)': { '.cm-keys': { minHeight: '40px' } },
})
