/** Words of the choice of keys; they are loaded with the editor and with the palette. */
import type { Locale } from '../../../../course/schema.ts'
import type { Keymap } from './setting.ts'

const en = {
  label: 'Keys of the editor',
  title: 'Keys of the editor. With all of them Escape, then Tab leaves it.',
  names: { standard: 'VS Code keys', vim: 'Vim keys', emacs: 'Emacs keys' } satisfies Record<Keymap, string>,
  unreachable: 'These keys could not be loaded. Try again when the site can be reached.',
  commands: {
    standard: 'Editor: VS Code keys',
    vim: 'Editor: Vim keys',
    emacs: 'Editor: Emacs keys',
  } satisfies Record<Keymap, string>,
}
export type KeysWords = typeof en

const zh: KeysWords = {
  label: '编辑器的键位',
  title: '编辑器的键位。无论哪一种，先按 Esc 再按 Tab 都能离开编辑器。',
  names: { standard: 'VS Code 键位', vim: 'Vim 键位', emacs: 'Emacs 键位' },
  unreachable: '无法加载这套键位。网站恢复后再试。',
  commands: {
    standard: '编辑器：VS Code 键位',
    vim: '编辑器：Vim 键位',
    emacs: '编辑器：Emacs 键位',
  },
}

export const keysWords: Record<Locale, KeysWords> = { en, 'zh-cn': zh }
