/** A page as the language server meets it, without the socket between them. */
import type { EditorMessage } from '../../../src/protocol/editor.ts'
import type { LanguageServer } from '../../../src/sidecar/editor/language-server.ts'

type Answer = { id?: number; method?: string; params?: { state: string }; result?: unknown; error?: { code: number } }
type At = [line: number, character: number]
type Diagnostic = { message: string; range: { start: { line: number } } }
type Item = { label: string; kind: number }

export const STREAM = 'labs/boundaries/stream-3'
export const LENGTH = 'labs/boundaries/length-prefix-1'

export class EditorPage {
  /** Everything it was told, as text: what must not be in it can be looked for. */
  said = ''
  readonly states: string[] = []
  readonly #attached
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #id = 0
  #version = 0

  constructor(server: LanguageServer) {
    this.#attached = server.attach((body) => {
      this.said += JSON.stringify(body)
      const answer = body as Answer
      if (answer.params) this.states.push(answer.params.state)
      else this.#waiting.get(answer.id ?? -1)?.(answer)
    })
  }

  close(): void {
    this.#attached.close()
  }

  ask(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.#id
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#attached.receive({ id, method, params } as EditorMessage)
    })
  }

  open(file: string, text: string): void {
    const textDocument = { uri: uriOf(file), version: ++this.#version, text }
    this.#attached.receive({ method: 'textDocument/didOpen', params: { textDocument } })
  }

  write(file: string, text: string): void {
    const textDocument = { uri: uriOf(file), version: ++this.#version }
    this.#attached.receive({ method: 'textDocument/didChange', params: { textDocument, contentChanges: [{ text }] } })
  }

  at(question: string, file: string, [line, character]: At, more: object = {}): Promise<Answer> {
    const position = { line, character }
    return this.ask(`textDocument/${question}`, { textDocument: { uri: uriOf(file) }, position, ...more })
  }

  async labels(file: string, at: At): Promise<string[]> {
    const { result } = await this.at('completion', file, at)
    return (result as { items: Item[] } | null)?.items.map(({ label }) => label) ?? []
  }

  /** Messages of what is worse than a hint. */
  async problems(file: string): Promise<string[]> {
    const { result } = await this.ask('textDocument/diagnostic', { textDocument: { uri: uriOf(file) } })
    const { items } = result as { items: (Diagnostic & { severity: number })[] }
    return items.filter(({ severity }) => severity < 4).map(({ message }) => message)
  }
}

export const uriOf = (file: string) => `file:///${file}`
