/**
 * Which text of the course a reader's own was written on, so that an update of the course can be told.
 *
 * The browser keeps the starter at the keystroke that leaves it. When the page brings another one later, the reader is told,
 * sees what changed, and takes the new text or stays with the own; the own text is touched by nobody but the reader.
 */
import type { Target } from '../../../../protocol/messages.ts'
import { keyOf } from '../../../bridge-client.ts'

const KEY = 'wirebook.starter:'

/** The part of localStorage that is used. */
export type StarterStorage = Pick<Storage, 'getItem' | 'setItem'>

/** The course's text the reader's was written on, when it is another one now; otherwise null. */
export function changedStarter(
  storage: StarterStorage,
  target: Target,
  { text, starter }: { text: string; starter: string },
): string | null {
  const known = read(storage, target)
  if (text === starter) return null
  if (known === null) {
    noteStarter(storage, target, starter)
    return null
  }
  return known === starter ? null : known
}

/** From now on the reader's text counts as written on this one. */
export function noteStarter(storage: StarterStorage, target: Target, starter: string): void {
  try {
    storage.setItem(KEY + keyOf(target), starter)
  } catch {} // refused: an update of the course will not be told
}

function read(storage: StarterStorage, target: Target): string | null {
  try {
    return storage.getItem(KEY + keyOf(target))
  } catch {
    return null
  }
}
