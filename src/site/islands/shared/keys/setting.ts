/** Which keys the editors of this browser answer to. Kept in its storage, and the same in all its windows. */

export const KEYMAPS = ['standard', 'vim', 'emacs'] as const
export type Keymap = (typeof KEYMAPS)[number]

const KEY = 'wirebook.keymap'
const CHANGED = 'wirebook:keymap'
/** Where storage is refused the choice holds for this page. */
let chosen: Keymap | null = null

export function keymapSetting(): Keymap {
  if (chosen) return chosen
  try {
    const kept = localStorage.getItem(KEY)
    return KEYMAPS.find((one) => one === kept) ?? 'standard'
  } catch {
    return 'standard'
  }
}

export function setKeymap(keymap: Keymap): void {
  chosen = keymap
  try {
    localStorage.setItem(KEY, keymap)
  } catch {} // refused: kept above
  document.dispatchEvent(new CustomEvent(CHANGED))
}

/** Calls at each change, also one in another window. Returns how to leave. */
export function onKeymap(listener: (keymap: Keymap) => void): () => void {
  const here = () => listener(keymapSetting())
  const elsewhere = ({ key }: StorageEvent) => {
    if (key !== KEY) return
    chosen = null
    here()
  }
  document.addEventListener(CHANGED, here)
  addEventListener('storage', elsewhere)
  return () => {
    document.removeEventListener(CHANGED, here)
    removeEventListener('storage', elsewhere)
  }
}
