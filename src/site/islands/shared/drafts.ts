/**
 * What the reader typed, kept in the browser's own storage until the sidecar has it, and the rule for what is shown
 * when both have something.
 */
import type { SavedText, Target } from '../../../protocol/messages.ts'
import { keyOf } from '../../bridge-client.ts'

export type Draft = {
  text: string
  /** Revision of the stored text it was written on; 0 is the starter. */
  base: number
  /** The sidecar has not confirmed it yet. */
  dirty: boolean
}

/** The part of localStorage that is used. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem'>

const PREFIX = 'wirebook.draft:'
/** Texts that were replaced before a lab had confirmed them; `versions/page-versions.ts` takes them into its lists. */
export const BEFORE = 'wirebook.before:'

export function readDraft(storage: DraftStorage, target: Target): Draft | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(PREFIX + keyOf(target)) ?? 'null')
    return isDraft(value) ? value : null
  } catch {
    return null
  }
}

/** False when the browser refuses (full, or switched off): then only the sidecar has the text. */
export function writeDraft(storage: DraftStorage, target: Target, draft: Draft): boolean {
  try {
    storage.setItem(PREFIX + keyOf(target), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

/** Puts a text aside that is about to be replaced here, and perhaps in no lab's history. */
export function putAside(storage: DraftStorage, target: Target, text: string): void {
  try {
    storage.setItem(`${BEFORE}${keyOf(target)}@${Date.now()}`, text)
  } catch {} // refused: the page says so as long as it lasts
}

export type Reconciled =
  /** Show it; `send` says whether the sidecar still needs it. */
  { kind: 'text'; text: string; base: number; send: boolean } | { kind: 'conflict'; mine: Draft; theirs: SavedText }

/**
 * A local text that was never confirmed wins when it was written on what is stored; otherwise the reader decides. So does
 * one that was confirmed by a store which now knows less: it has lost its data, or is another one.
 */
export function reconcile(local: Draft | null, stored: SavedText | null, starter: string): Reconciled {
  const storedText = stored?.text ?? starter
  const revision = stored?.revision ?? 0
  if (!local || !(local.dirty || local.base > revision) || local.text === storedText)
    return { kind: 'text', text: storedText, base: revision, send: false }
  // A store that knows nothing of a text it had has lost its data: ours is all there is.
  if (stored === null || local.base === revision) return { kind: 'text', text: local.text, base: revision, send: true }
  return { kind: 'conflict', mine: local, theirs: stored }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { text, base, dirty } = value as Record<string, unknown>
  return typeof text === 'string' && Number.isInteger(base) && typeof dirty === 'boolean'
}
