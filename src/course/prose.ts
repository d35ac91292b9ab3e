/**
 * What a reader of a lesson reads in it: its running text, without code, questions, exercises and the marks of Markdown.
 * Pure; the measure of a lesson's length and of its time.
 */
import { readCells, withoutFences } from './cells.ts'

/** Cells with time of their own: what stands in them is not counted as text. */
const APART = new Set(['Quiz', 'Predict', 'Exercise', 'Walkthrough', 'Compare'])

/** Stands where something was taken out; no lesson has it. */
const BLANK = '\0'

/** Paragraphs, headings, list items and table cells, one each, in order, as plain text. `mdx` is a lesson's file. */
export function proseOf(mdx: string): string[] {
  const text = mdx.replace(/^---\n[\s\S]*?\n---\n/, '')
  let plain = withoutFences(text)
  for (const { name, start, end, body } of readCells(text)) {
    const close = `</${name}>`
    const till = plain.startsWith(close, end) ? end + close.length : end
    // The tag alone, or the tag with all that stands in it; the length stays, and so do the other cells' places.
    plain = APART.has(name)
      ? blanked(plain, start, till)
      : blanked(blanked(plain, start, end - body.length), body === '' ? till : end, till)
  }
  return plain.split(/\n{2,}|\n(?=\s*(?:[-*]|\d+\.|\|)\s)/).flatMap(parts)
}

function blanked(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, BLANK) + text.slice(to)
}

/** A block without its marks; a row of a table is a block for each cell. */
function parts(block: string): string[] {
  const line = block.replaceAll(BLANK, '').replace(/\s+/g, ' ').trim()
  const cells = line.startsWith('|') ? line.split('|') : [line]
  return cells.map(plainOf).filter((part) => /[\p{L}\p{N}]/u.test(part))
}

function plainOf(text: string): string {
  return text
    .trim()
    .replace(/^(?:#{1,6}|[-*]|\d+\.)\s+/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim()
}

/** Runs of letters and digits that a space ends; `10.0.0.1` and `SYN-ACK` are one word each. */
export function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}.:/'’_-]*/gu) ?? []
}

export function hanIn(text: string): number {
  return text.match(/\p{Script=Han}/gu)?.length ?? 0
}

/** Sentences of one block: at `.`, `!`, `?` before a space and a capital, at 。！？ anywhere; at least one. */
export function sentencesIn(text: string): string[] {
  return text
    .split(/(?<=[.!?][”’")]?)\s+(?=[\p{Lu}\p{N}“"(])|(?<=[。！？][”’）]?)(?![”’）])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}
