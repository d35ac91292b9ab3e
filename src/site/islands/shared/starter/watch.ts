/** Notices in one editor when the course's text is not the one the reader's was written on, and tells it above the code. */
import { type AnnotationType, Compartment, type Extension } from '@codemirror/state'
import { type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Target } from '../../../../protocol/messages.ts'
import { bridge } from '../../../bridge-client.ts'
import { keepPageVersion, pageStorage } from '../versions/page-versions.ts'
import { changedStarter, noteStarter } from './known.ts'

/** `fromOutside` marks what the reader did not type here. */
export function starterWatch(target: Target, starter: string, fromOutside: AnnotationType<boolean>): Extension {
  const place = new Compartment()
  return [place.of([]), ViewPlugin.define((view) => new Watch(view, place, target, starter, fromOutside))]
}

class Watch {
  readonly #view: EditorView
  readonly #place: Compartment
  readonly #target: Target
  readonly #starter: string
  readonly #fromOutside: AnnotationType<boolean>
  #told = false
  #gone = false

  constructor(
    view: EditorView,
    place: Compartment,
    target: Target,
    starter: string,
    fromOutside: AnnotationType<boolean>,
  ) {
    this.#view = view
    this.#place = place
    this.#target = target
    this.#starter = starter
    this.#fromOutside = fromOutside
    // An editor under construction takes no changes.
    queueMicrotask(() => this.#look())
  }

  update({ docChanged, startState, transactions }: ViewUpdate): void {
    if (!docChanged) return
    if (transactions.some((one) => one.annotation(this.#fromOutside))) queueMicrotask(() => this.#look())
    else if (startState.doc.length === this.#starter.length && startState.doc.toString() === this.#starter) {
      const storage = pageStorage()
      if (storage) noteStarter(storage, this.#target, this.#starter)
    }
  }

  destroy(): void {
    this.#gone = true
  }

  #look(): void {
    const storage = pageStorage()
    if (this.#gone || !storage) return
    const before = changedStarter(storage, this.#target, { text: this.#text, starter: this.#starter })
    if (before === null) this.#hide()
    else if (!this.#told) void this.#tell(before)
  }

  get #text(): string {
    return this.#view.state.doc.toString()
  }

  async #tell(before: string): Promise<void> {
    this.#told = true
    try {
      const { starterPanel } = await import('./panel.tsx')
      const panel = starterPanel({
        file: this.#target.file,
        before,
        starter: this.#starter,
        own: () => this.#text,
        onTake: () => this.#take(),
        onKeep: () => this.#settle(),
      })
      if (!this.#gone && this.#told) this.#view.dispatch({ effects: this.#place.reconfigure(panel) })
    } catch {
      this.#told = false // out of reach: told when the text is next brought
    }
  }

  /** As if the reader had typed it: the own text goes to the versions. */
  #take(): void {
    const storage = pageStorage()
    if (storage && !bridge().ready) keepPageVersion(storage, this.#target, this.#text, Date.now())
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: this.#starter } })
    this.#settle()
  }

  #settle(): void {
    const storage = pageStorage()
    if (storage) noteStarter(storage, this.#target, this.#starter)
    this.#hide()
    this.#view.focus()
  }

  #hide(): void {
    if (!this.#told) return
    this.#told = false
    this.#view.dispatch({ effects: this.#place.reconfigure([]) })
  }
}
