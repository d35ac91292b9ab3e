type Options = { somaxconn?: number; abortOnOverflow?: boolean }
type State = 'half-open' | 'complete'

/** One map of clients with their state; a Map keeps the order in which they became complete. */
export class Listener {
  private readonly clients = new Map<string, State>()
  private readonly places: number
  private readonly abort: boolean
  private complete = 0

  constructor(backlog: number, options?: Options) {
    const most = options?.somaxconn ?? 4096
    this.places = (backlog < 0 || backlog > most ? most : backlog) + 1
    this.abort = options?.abortOnOverflow === true
  }

  syn(id: string): 'SYNACK' | 'DROP' {
    if (this.complete >= this.places) return 'DROP'
    this.clients.set(id, 'half-open')
    return 'SYNACK'
  }

  ack(id: string): 'ESTABLISHED' | 'IGNORED' | 'RST' {
    if (this.clients.get(id) !== 'half-open') return 'RST'
    const room = this.complete < this.places
    if (!room && !this.abort) return 'IGNORED'
    this.clients.delete(id)
    if (!room) return 'RST'
    this.clients.set(id, 'complete')
    this.complete += 1
    return 'ESTABLISHED'
  }

  accept(): string | null {
    for (const [id, state] of this.clients) {
      if (state !== 'complete') continue
      this.clients.delete(id)
      this.complete -= 1
      return id
    }
    return null
  }

  waiting(): number {
    return this.complete
  }
}
