/** netd's class networks by number. */
import { SandboxError } from '../../error.ts'
import type { LocalNetwork } from '../local-network.ts'
import type { ClassListeners, LocalClassNetwork } from './class-network.ts'
import type { ClassEvent, ClassRequest } from './messages.ts'
import type { ClassOptions } from './types.ts'

export type DeskOptions = {
  open(listeners: ClassListeners, options: ClassOptions): LocalClassNetwork
  /** Throws SANDBOX_CLOSED. */
  lab(number: number): LocalNetwork
  tell(event: ClassEvent): void
}

export class ClassDesk {
  readonly #options: DeskOptions
  readonly #open = new Map<number, LocalClassNetwork>()

  constructor(options: DeskOptions) {
    this.#options = options
  }

  async carryOut(request: ClassRequest): Promise<unknown> {
    switch (request.ask) {
      case 'open':
        this.#open.set(request.class, this.#options.open(this.#listeners(request.class), request.options))
        return null
      case 'join':
        return this.#find(request.class).join(this.#options.lab(request.lab), request.handle, request.host)
      case 'leave':
        await this.#open.get(request.class)?.leave(request.handle)
        return null
      case 'state':
        return this.#find(request.class).state()
      case 'flush':
        this.#find(request.class).flush()
        return null
      case 'close':
        await this.#open.get(request.class)?.close()
        this.#open.delete(request.class)
        return null
      default:
        return request satisfies never
    }
  }

  #listeners(number: number): ClassListeners {
    const { tell } = this.#options
    return {
      packets: (packets) => tell({ class: number, packets }),
      news: (news) => tell({ class: number, news }),
    }
  }

  #find(number: number): LocalClassNetwork {
    const found = this.#open.get(number)
    if (found === undefined) throw new SandboxError('SANDBOX_CLOSED', ['networkClosed'])
    return found
  }
}
