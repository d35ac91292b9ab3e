/** One page's documents, and what it waits for. */
import { randomUUID } from 'node:crypto'
import { type EditorState, type MessageId, targetOf } from '../../protocol/editor.ts'
import type { Json } from './answers.ts'

export type OpenDocument = { version: number; text: string }

export class Page {
  /** Name of its folder: whoever does not know it cannot name a file there. */
  readonly folder = randomUUID()
  readonly documents = new Map<string, OpenDocument>()
  /** `labs/<id>` -> names of its files, for folders that are written. */
  readonly folders = new Map<string, ReadonlySet<string>>()
  /** Ids of its `initialize` that wait for the language server. */
  readonly greetings: MessageId[] = []
  /** Items of the latest completion by label, as the language server knows them. */
  offered: ReadonlyMap<string, Json> = new Map()
  /** The language server fell over its texts: they are kept from it until one of them changes. */
  setAside = false
  pending = 0
  readonly #send: (body: object) => void

  constructor(send: (body: object) => void) {
    this.#send = send
  }

  answer(id: MessageId, result: unknown): void {
    this.#send({ jsonrpc: '2.0', id, result })
  }

  refuse(id: MessageId | null, code: number, message: string): void {
    this.#send({ jsonrpc: '2.0', id, error: { code, message } })
  }

  tell(state: EditorState): void {
    this.#send({ jsonrpc: '2.0', method: 'wirebook/state', params: { state } })
  }

  /** Names of the files beside a document. */
  beside(uri: string): ReadonlySet<string> {
    return this.folders.get(folderOf(uri)) ?? new Set()
  }
}

/** `labs/tcp/handshake-1` */
export function folderOf(uri: string): string {
  const target = targetOf(uri)!
  return `${target.kind}s/${target.id}`
}
