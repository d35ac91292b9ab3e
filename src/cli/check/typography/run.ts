/**
 * A run is one piece of Chinese text as a reader meets it: a paragraph, a table's cell, an option, a label. Markup is
 * gone from it; code and what is filled in later are single characters that stand for themselves.
 */
export type Run = {
  text: string
  /** Line of the file, from 1, on which the UTF-16 unit `index` of `text` stands. */
  lineAt(index: number): number
}

/** Stands for a unit of code, a name in Latin letters, or a link's "RFC 9293": a neighbour that wants a space. */
export const CODE = '\u{e000}'
/** Stands for a value that is filled in when it is shown: nobody knows what it begins with. */
export const VALUE = '\u{e001}'

const HAN = /\p{Script=Han}/u

export function isChinese(text: string): boolean {
  return HAN.test(text)
}

/** A text that stands on one line, or whose lines do not matter. */
export function runOnLine(text: string, line: number): Run {
  return { text: withoutCode(text), lineAt: () => line }
}

/** Inline code by backticks, as many units as it had. */
export function withoutCode(text: string): string {
  return text.replace(/`[^`\n]+`/g, (code) => CODE.repeat(code.length))
}

/** A piece of a run for people to read. */
export function shown(text: string): string {
  return text.replace(new RegExp(`${CODE}+`, 'g'), '`…`').replaceAll(VALUE, '{…}')
}
