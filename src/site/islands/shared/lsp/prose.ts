/** Documentation as the language server sends it: Markdown, which may quote anybody's comments. */
import { typescriptLanguage } from '@codemirror/lang-javascript'
import type { Language } from '@codemirror/language'

const KEPT = new Set(['P', 'PRE', 'CODE', 'EM', 'STRONG', 'UL', 'OL', 'LI', 'BR', 'SPAN', 'HR'])

/** HTML with a few elements left and no attribute but `class`; what stood in other elements stays as text. */
export function sanitized(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const element of [...body.querySelectorAll('*')]) {
    if (!KEPT.has(element.tagName)) {
      const isCode = element.tagName === 'SCRIPT' || element.tagName === 'STYLE'
      element.replaceWith(...(isCode ? [] : element.childNodes))
      continue
    }
    for (const { name } of [...element.attributes]) if (name !== 'class') element.removeAttribute(name)
  }
  return body.innerHTML
}

export function highlighted(name: string): Language | null {
  return /^(ts|tsx|typescript|js|javascript)$/.test(name) ? typescriptLanguage : null
}
