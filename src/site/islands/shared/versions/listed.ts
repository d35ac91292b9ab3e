/** The versions that a reader is shown: the lab's and the browser's own, newest first, each text once in a row. */
import type { SavedText } from '../../../../protocol/messages.ts'
import type { PageVersion } from './page-versions.ts'

export type Listed = {
  /** Tells it from the others of the list. */
  key: string
  at: string
  text: string
  /** Kept in this browser alone. */
  local: boolean
  /** Who wrote it, when that was somebody else; empty when nobody knows the name any more. */
  author?: string
}

export function listed(saved: readonly SavedText[], local: readonly PageVersion[]): Listed[] {
  const known = new Set(saved.map(({ text }) => text))
  const theirs = saved
    .toSorted((a, b) => b.revision - a.revision)
    .map(
      ({ at, text, revision, author }): Listed => ({
        key: `${revision}`,
        at,
        text,
        local: false,
        ...(author !== undefined && { author }),
      }),
    )
  const ours = local
    .filter(({ text }) => !known.has(text))
    .map(({ at, text }, index): Listed => ({ key: `local ${index}`, at, text, local: true }))
    .reverse()
  // A stable sort: versions of one moment stay in the order in which they were written.
  return [...ours, ...theirs]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .filter((one, index, all) => one.text !== all[index + 1]?.text || one.author !== all[index + 1]?.author)
}

/** The lines by which a version is recognised: those in which it differs, or its first ones. */
export function excerptOf(lines: readonly string[]): string {
  return (
    lines
      .find((line) => line.trim() !== '')
      ?.trim()
      .slice(0, EXCERPT) ?? ''
  )
}

/** UTF-16 units of an excerpt. */
const EXCERPT = 200
