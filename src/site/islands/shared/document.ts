/**
 * One editable file: its text, where that is kept, and what is known of the sidecar's copy. Typing never waits for
 * anything: each pause writes to the browser's storage and, when there is a connection, to the sidecar.
 */
import { batch, type ReadonlySignal, signal } from '@preact/signals'
import type { SavedText, Target } from '../../../protocol/messages.ts'
import { type BridgeClient, keyOf } from '../../bridge-client.ts'
import { type DraftStorage, putAside, readDraft, reconcile, writeDraft } from './drafts.ts'

/** A keystroke is followed by saving after this pause, ms. */
export const SAVE_PAUSE_MS = 300

export type Keeping = 'saved' | 'saving' | 'browser' | 'unkept'
export type DocumentState = {
  text: string
  /** Revision the text stands on. */
  base: number
  dirty: boolean
  /** Another window's version, while the reader has not chosen. */
  conflict: SavedText | null
  /** `browser`: kept here, to be sent when the lab is back. `unkept`: the browser refuses to store. */
  keeping: Keeping
}

export class Document {
  readonly target: Target
  readonly starter: string
  readonly state: ReadonlySignal<DocumentState>
  readonly #state
  readonly #bridge: BridgeClient
  readonly #storage: DraftStorage
  /** The text that was sent and not answered. One at a time: a refusal does not say which edit it means. */
  #sent: string | null = null
  /** What was sent when the connection dropped: the sidecar may have it or not. */
  #adrift: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #leave: (() => void)[]

  constructor(target: Target, starter: string, bridge: BridgeClient, storage: DraftStorage) {
    this.target = target
    this.starter = starter
    this.#bridge = bridge
    this.#storage = storage
    const local = readDraft(storage, target)
    const shown = local ?? { text: starter, base: 0, dirty: false }
    this.#state = signal<DocumentState>({ ...shown, conflict: null, keeping: shown.dirty ? 'browser' : 'saved' })
    this.state = this.#state
    this.#leave = [
      bridge.onOpened(() => this.#opened()),
      bridge.onSaved((saved, by) => {
        if (keyOf(saved.target) === keyOf(target)) this.#saved(saved, by)
      }),
      bridge.onRefused(({ code, target: refused }) => {
        if (!refused || keyOf(refused) !== keyOf(target)) return
        if (code === 'EDIT_CONFLICT') this.#refusedEdit()
        else {
          // It could not be stored there; the next pause in typing tries again.
          this.#sent = null
          this.#set({ keeping: 'browser' })
        }
      }),
    ]
  }

  get text(): string {
    return this.#state.value.text
  }

  /** Each keystroke. */
  type(text: string): void {
    if (text === this.text) return
    this.#set({ text, dirty: true })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), SAVE_PAUSE_MS)
  }

  /** Writes what is not kept yet, at once: on a pause, on blur, before a run, when the page goes away. */
  flush(): void {
    clearTimeout(this.#timer)
    if (!this.#state.value.dirty) return
    const kept = this.#keep()
    const sent = this.#send()
    this.#set({ keeping: sent ? 'saving' : kept ? 'browser' : 'unkept' })
  }

  /** Puts a text in the place of this one; the one before stays in the history, the browser's own where no lab is. */
  replace(text: string): void {
    this.flush()
    if (this.#state.value.dirty && text !== this.text) putAside(this.#storage, this.target, this.text)
    this.type(text)
    this.flush()
  }

  /** Ends a conflict. The version not chosen stays in the history. */
  choose(which: 'mine' | 'theirs'): void {
    const { conflict } = this.#state.value
    if (!conflict) return
    const mine = this.text
    this.#set({ conflict: null, base: conflict.revision, dirty: true })
    this.#sent = null
    this.flush()
    if (which === 'theirs' && mine !== conflict.text) {
      this.type(conflict.text)
      this.flush()
    }
  }

  dispose(): void {
    this.flush()
    for (const leave of this.#leave) leave()
  }

  #send(): boolean {
    const { conflict, base, text } = this.#state.value
    if (conflict) return false
    if (this.#sent !== null) return this.#bridge.ready
    const sent = this.#bridge.send({ type: 'edit', target: this.target, text, base })
    if (sent) this.#sent = text
    return sent
  }

  #opened(): void {
    this.#adrift = this.#sent ?? this.#adrift
    this.#sent = null
    const { text, base, dirty } = this.#state.value
    const stored = this.#bridge.stored(this.target)
    const ours = stored !== null && stored.text === this.#adrift
    const result = reconcile({ text, base: ours ? stored.revision : base, dirty }, stored, this.starter)
    if (result.kind === 'conflict') {
      this.#set({ conflict: result.theirs, keeping: 'browser' })
      return
    }
    this.#set({ text: result.text, base: result.base, dirty: result.send, conflict: null, keeping: 'saved' })
    if (result.send) this.flush()
    else this.#keep()
  }

  #saved(saved: SavedText, by: string): void {
    const { text, dirty } = this.#state.value
    const sent = this.#sent
    if (saved.text === text) {
      this.#sent = null
      this.#set({ base: saved.revision, dirty: false, conflict: null, keeping: 'saved' })
      this.#keep()
    } else if (saved.text === sent || saved.text === this.#adrift) {
      // Ours, and typing went on meanwhile.
      if (saved.text === sent) this.#sent = null
      this.#set({ base: saved.revision })
      this.flush()
    } else if (!dirty || by === 'reset') {
      this.#sent = null
      this.#set({ text: saved.text, base: saved.revision, dirty: false, conflict: null, keeping: 'saved' })
      this.#keep()
    } else {
      this.#set({ conflict: saved, keeping: 'browser' })
      this.#keep()
    }
  }

  #refusedEdit(): void {
    this.#sent = null
    const theirs = this.#bridge.stored(this.target)
    if (!theirs || theirs.text === this.text) return
    if (theirs.text === this.#adrift) {
      this.#set({ base: theirs.revision })
      this.flush()
    } else this.#set({ conflict: theirs, keeping: 'browser' })
  }

  #keep(): boolean {
    const { text, base, dirty } = this.#state.value
    return writeDraft(this.#storage, this.target, { text, base, dirty })
  }

  #set(changes: Partial<DocumentState>): void {
    batch(() => {
      this.#state.value = { ...this.#state.value, ...changes }
    })
  }
}

const documents = new Map<string, Document>()

/** The page's document of a target; labs that share a file share it. Browser only. */
export function documentOf(target: Target, starter: string, bridge: BridgeClient): Document {
  const key = keyOf(target)
  const known = documents.get(key)
  if (known) return known
  if (documents.size === 0) {
    const flushAll = () => {
      for (const document of documents.values()) document.flush()
    }
    addEventListener('pagehide', flushAll)
    document.addEventListener('visibilitychange', flushAll)
  }
  const fresh = new Document(target, starter, bridge, pageStorage())
  documents.set(key, fresh)
  return fresh
}

/** Even reading `localStorage` throws where storage is switched off. */
function pageStorage(): DraftStorage {
  try {
    return localStorage
  } catch {
    return { getItem: () => null, setItem: () => {} }
  }
}
