export type Options = {
  /** What a backlog is cut to. Default 4096. */
  somaxconn?: number
  /** What happens to a final ACK that finds no room. Default: it is ignored. */
  abortOnOverflow?: boolean
}

/** A listening socket's kernel side, as in Linux: who is half-open, and who waits to be accepted. */
export class Listener {
  constructor(backlog: number, options: Options = {}) {
    // Your turn.
  }

  /** A SYN of this client has come. */
  syn(id: string): 'SYNACK' | 'DROP' {
    return 'SYNACK'
  }

  /** The final ACK of this client's handshake has come. */
  ack(id: string): 'ESTABLISHED' | 'IGNORED' | 'RST' {
    return 'ESTABLISHED'
  }

  /** The program calls accept(): the client that has waited longest, or null where accept() would wait. */
  accept(): string | null {
    return null
  }

  /** How many clients wait to be accepted. */
  waiting(): number {
    return 0
  }
}
