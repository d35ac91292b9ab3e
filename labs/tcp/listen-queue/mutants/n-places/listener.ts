export type Options = {
  /** What a backlog is cut to. Default 4096. */
  somaxconn?: number
  /** What happens to a final ACK that finds no room. Default: it is ignored. */
  abortOnOverflow?: boolean
}

const SOMAXCONN = 4096

/** A listening socket's kernel side, as in Linux: who is half-open, and who waits to be accepted. */
export class Listener {
  readonly #limit: number
  readonly #abortOnOverflow: boolean
  /** The SYN queue: answered, and the final ACK not here yet. */
  readonly #halfOpen = new Set<string>()
  /** The accept queue: complete, longest waiting first. */
  readonly #complete: string[] = []

  constructor(backlog: number, { somaxconn = SOMAXCONN, abortOnOverflow = false }: Options = {}) {
    // The kernel compares without a sign: -1 is a very large number, and then it is cut.
    this.#limit = backlog < 0 ? somaxconn : Math.min(backlog, somaxconn)
    this.#abortOnOverflow = abortOnOverflow
  }

  /** A SYN of this client has come. */
  syn(id: string): 'SYNACK' | 'DROP' {
    if (this.#full()) return 'DROP'
    this.#halfOpen.add(id)
    return 'SYNACK'
  }

  /** The final ACK of this client's handshake has come. */
  ack(id: string): 'ESTABLISHED' | 'IGNORED' | 'RST' {
    if (!this.#halfOpen.has(id)) return 'RST'
    if (this.#full() && !this.#abortOnOverflow) return 'IGNORED'
    this.#halfOpen.delete(id)
    if (this.#full()) return 'RST'
    this.#complete.push(id)
    return 'ESTABLISHED'
  }

  /** The program calls accept(): the client that has waited longest, or null where accept() would wait. */
  accept(): string | null {
    return this.#complete.shift() ?? null
  }

  /** How many clients wait to be accepted. */
  waiting(): number {
    return this.#complete.length
  }

  /** More than the limit, not as many: that is why one more fits. */
  #full(): boolean {
    return this.#complete.length >= this.#limit
  }
}
