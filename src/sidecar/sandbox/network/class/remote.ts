/** A class network on the sidecar's side. */
import { SandboxError } from '../../error.ts'
import type { LabNetwork } from '../../types.ts'
import type { ClassAnswer, ClassEvent, ClassRequest } from './messages.ts'
import { Shares } from './shares.ts'
import type { ClassMember, ClassMemberState, ClassNetwork, ClassNews, ClassPacketsListener } from './types.ts'

/** The helper in which it lives. */
export type ClassHelper = {
  readonly gone: boolean
  ask<R extends ClassRequest>(request: R): Promise<ClassAnswer<R['ask']>>
  /** Undefined: a lab of another helper, or of none. */
  numberOf(lab: LabNetwork): number | undefined
}

export class RemoteClassNetwork implements ClassNetwork {
  readonly #helper: ClassHelper
  readonly #number: number
  readonly #forget: () => void
  readonly #shares = new Shares()
  #packets: ClassPacketsListener = () => {}
  #news: (news: ClassNews) => void = () => {}

  constructor(helper: ClassHelper, number: number, forget: () => void) {
    this.#helper = helper
    this.#number = number
    this.#forget = forget
  }

  async join(lab: LabNetwork, handle: string, host?: string): Promise<ClassMember> {
    const number = this.#helper.numberOf(lab)
    if (number === undefined)
      throw new SandboxError('SANDBOX_BAD_REQUEST', 'the lab was opened by another process than the class network')
    return this.#helper.ask({ ask: 'join', class: this.#number, lab: number, handle, host })
  }

  async leave(handle: string): Promise<void> {
    await this.#ending({ ask: 'leave', class: this.#number, handle })
    this.#shares.forget(handle)
  }

  state(): Promise<ClassMemberState[]> {
    return this.#helper.ask({ ask: 'state', class: this.#number })
  }

  onPackets(listener: ClassPacketsListener): void {
    this.#packets = listener
  }

  onOwnPackets(handle: string, listener: ClassPacketsListener): void {
    this.#shares.listen(handle, listener)
  }

  onNews(listener: (news: ClassNews) => void): void {
    this.#news = listener
  }

  async flush(): Promise<void> {
    await this.#helper.ask({ ask: 'flush', class: this.#number })
  }

  async close(): Promise<void> {
    await this.#ending({ ask: 'close', class: this.#number })
    this.#forget()
  }

  /** From the helper; its end counts as one. */
  receive(event: ClassEvent): void {
    if ('packets' in event) {
      this.#packets(event.packets)
      this.#shares.deal(event.packets)
      return
    }
    if (event.news.type === 'left') this.#shares.forget(event.news.handle)
    this.#news(event.news)
  }

  /** What lived in a helper that has ended has ended with it. */
  async #ending(request: Extract<ClassRequest, { ask: 'leave' | 'close' }>): Promise<void> {
    if (this.#helper.gone) return
    await this.#helper.ask(request).catch((error: unknown) => {
      if (!this.#helper.gone) throw error
    })
  }
}
