/** Questions that the language server has not answered yet, of all pages under ids of one count. */
import { EDITOR_ERROR, type MessageId } from '../../protocol/editor.ts'
import type { Json } from './answers.ts'
import type { Page } from './page.ts'

export type ServerError = { code: number; message: string }
/** `page`: null for a question of our own. `at`: performance.now() when it was asked, in ms. */
type Question = { at: number; page: Page | null; id: MessageId | undefined; settle: (answer: Answer) => void }
type Answer = { result: Json } | { error: ServerError }

export class Questions {
  readonly #open = new Map<number, Question>()
  readonly #say: (message: object) => void
  #nextId = 1

  constructor(say: (message: object) => void) {
    this.#say = say
  }

  /** In the order in which they were asked; undefined: none is open. */
  get oldest(): { at: number; page: Page | null } | undefined {
    return [...this.#open.values()][0]
  }

  /** `ofPage`: the id under which the page knows it. Rejects with a ServerError. */
  ask(method: string, params: unknown, page: Page | null, ofPage?: MessageId): Promise<Json> {
    const id = this.#nextId++
    if (page) page.pending += 1
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer) => {
        this.#open.delete(id)
        if (page) page.pending -= 1
        if ('error' in answer) reject(answer.error)
        else resolve(answer.result)
      }
      this.#open.set(id, { at: performance.now(), settle, page, id: ofPage })
      this.#say({ id, method, params })
    })
  }

  /** An answer to what is no longer open is dropped. */
  answered(id: number, answer: Answer): void {
    this.#open.get(id)?.settle(answer)
  }

  /** The language server answers it all the same, with an error (LSP 3.17, `$/cancelRequest`). */
  cancel(page: Page, ofPage: MessageId): void {
    for (const [id, question] of this.#open)
      if (question.page === page && question.id === ofPage) this.#say({ method: '$/cancelRequest', params: { id } })
  }

  refuseAll(): void {
    const error = { code: EDITOR_ERROR.notNow, message: 'the language server was stopped' }
    for (const { settle } of [...this.#open.values()]) settle({ error })
  }
}
