/**
 * Text as a column holds it. PostgreSQL refuses U+0000; U+FDD0, which no text uses (it is a noncharacter), marks where
 * one stood. A text without either is stored as it is.
 */
const MARK = '\uFDD0'

export function escaped(text: string): string {
  return text.replace(/[\u0000\uFDD0]/g, (one) => `${MARK}${one === MARK ? 1 : 0}`)
}

export function unescaped(column: string): string {
  return column.replace(/\uFDD0([01])/g, (_, which: string) => (which === '1' ? MARK : '\u0000'))
}
