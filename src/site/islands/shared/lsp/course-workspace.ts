/** The page's documents, as the language server is told of them. */
import { LSPPlugin, Workspace, type WorkspaceFile } from '@codemirror/lsp-client'
import { type ChangeSet, StateEffect, type Text } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'

/** The language server may have another answer now: ask again. */
export const lookAgain = StateEffect.define<null>()

type CourseFile = WorkspaceFile & { view: EditorView }
type Changed = { file: WorkspaceFile; prevDoc: Text; changes: ChangeSet }

export class CourseWorkspace extends Workspace {
  files: CourseFile[] = []
  readonly #versions = new Map<string, number>()
  /** Brings a file's tab to the front. */
  readonly #show = new Map<string, () => void>()

  override openFile(uri: string, languageId: string, view: EditorView): void {
    // A lab may stand on a page twice; both editors show the same text, and one of them is enough.
    if (this.getFile(uri)) return
    const version = this.#nextVersion(uri)
    const file = { uri, languageId, version, doc: view.state.doc, view, getView: () => view }
    this.files.push(file)
    this.client.didOpen(file)
  }

  override closeFile(uri: string, view: EditorView): void {
    if (!this.files.some((file) => file.uri === uri && file.view === view)) return
    this.files = this.files.filter((file) => file.uri !== uri)
    this.#show.delete(uri)
    this.client.didClose(uri)
  }

  override syncFiles(): readonly Changed[] {
    return this.files.flatMap((file) => {
      const plugin = LSPPlugin.get(file.view)
      if (!plugin || plugin.unsyncedChanges.empty) return []
      const changed = { file, prevDoc: file.doc, changes: plugin.unsyncedChanges }
      file.doc = file.view.state.doc
      file.version = this.#nextVersion(file.uri)
      plugin.clear()
      return [changed]
    })
  }

  override async displayFile(uri: string): Promise<EditorView | null> {
    const file = this.files.find((one) => one.uri === uri)
    if (!file) return null
    this.#show.get(uri)?.()
    await new Promise(requestAnimationFrame) // a hidden editor cannot be scrolled
    return file.view
  }

  onShow(uri: string, show: () => void): void {
    this.#show.set(uri, show)
  }

  lookAgain(): void {
    for (const { view } of this.files) view.dispatch({ effects: lookAgain.of(null) })
  }

  #nextVersion(uri: string): number {
    const version = (this.#versions.get(uri) ?? -1) + 1
    this.#versions.set(uri, version)
    return version
  }
}
