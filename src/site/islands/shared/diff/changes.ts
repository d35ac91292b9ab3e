/** What two texts differ in, by lines: for the sentence above a comparison, and for those who read it as a list. */
import { Chunk } from '@codemirror/merge'
import { Text } from '@codemirror/state'

/** How hard the texts are compared before it is done roughly, so that no pair of texts stops the page. */
export const DIFF_LIMITS = { scanLimit: 500, timeout: 200 }

/** One run of lines that differs. */
export type LineChange = {
  /** Line of the earlier and of the later text at which it begins, from 1; where a side has none, the line after. */
  line: { before: number; after: number }
  removed: string[]
  added: string[]
}

/** How much differs, in lines. A line that was taken out where another came in counts as changed. */
export type Extent = { changed: number; added: number; removed: number; first: number }

export function changesOf(before: string, after: string): LineChange[] {
  const [a, b] = [textOf(before), textOf(after)]
  return Chunk.build(a, b, DIFF_LIMITS).map(({ fromA, toA, endA, fromB, toB, endB }) => ({
    line: { before: lineAt(a, fromA), after: lineAt(b, fromB) },
    removed: linesIn(a, fromA, toA, endA),
    added: linesIn(b, fromB, toB, endB),
  }))
}

/** Null when nothing differs. `first` is a line of the later text. */
export function extentOf(changes: readonly LineChange[]): Extent | null {
  const [first] = changes
  if (!first) return null
  const sum = (count: (change: LineChange) => number) => changes.reduce((all, change) => all + count(change), 0)
  return {
    changed: sum(({ removed, added }) => Math.min(removed.length, added.length)),
    added: sum(({ removed, added }) => Math.max(0, added.length - removed.length)),
    removed: sum(({ removed, added }) => Math.max(0, removed.length - added.length)),
    first: first.line.after,
  }
}

export function textOf(text: string): Text {
  return Text.of(text.split('\n'))
}

function lineAt(text: Text, position: number): number {
  return text.lineAt(Math.min(position, text.length)).number
}

function linesIn(text: Text, from: number, to: number, end: number): string[] {
  return from === to ? [] : text.sliceString(from, end).split('\n')
}
