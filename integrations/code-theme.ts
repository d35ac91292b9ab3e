/**
 * Code is grey first: strings, numbers and types carry muted inks, keywords are bold. Colours are the site's own
 * CSS variables, so one theme serves light and dark.
 */
import type { ThemeRegistration } from 'shiki'

const token = (scope: string[], foreground: string, fontStyle?: string) => ({
  scope,
  settings: fontStyle ? { foreground, fontStyle } : { foreground },
})

export const codeTheme: ThemeRegistration = {
  name: 'wirebook',
  type: 'light',
  fg: 'var(--ink)',
  bg: 'var(--surface)',
  settings: [
    token(['comment', 'punctuation.definition.comment'], 'var(--ink3)', 'italic'),
    token(['string', 'punctuation.definition.string', 'string.template', 'constant.character.escape'], 'var(--c-str)'),
    token(['constant.numeric', 'constant.language'], 'var(--c-num)'),
    token(
      ['entity.name.type', 'support.type', 'support.class', 'entity.other.inherited-class', 'storage.type.cs'],
      'var(--c-typ)',
    ),
    token(
      ['keyword.control', 'storage', 'keyword.operator.new', 'keyword.operator.expression', 'variable.language.this'],
      'var(--ink)',
      'bold',
    ),
    token(['meta.template.expression', 'keyword.operator', 'punctuation'], 'var(--ink)'),
  ],
}
