/** A connection as its own host sees it: local and remote address and port. */
export type Tuple = { lip: string; lport: number; rip: string; rport: number }

const ANY = '0.0.0.0'

/** Finds the socket that an incoming segment is for, as a kernel does. */
export class Demux {
  readonly #connections = new Map<string, string>()
  readonly #listeners = new Map<string, string>()

  /** A socket `id` listens at this address (0.0.0.0 is any) and port. Throws Error("EADDRINUSE") when one does already. */
  listen(id: string, ip: string, port: number): void {
    const key = `${ip}:${port}`
    if (this.#listeners.has(key)) throw new Error('EADDRINUSE')
    this.#listeners.set(key, id)
  }

  /** A socket `id` is one end of this connection. */
  established(id: string, t: Tuple): void {
    this.#connections.set(name(t), id)
  }

  /** The socket `id` is gone. */
  close(id: string): void {
    for (const table of [this.#connections, this.#listeners])
      for (const [key, value] of table) if (value === id) table.delete(key)
  }

  /** The id of the socket that gets a segment which arrived for t.lip:t.lport from t.rip:t.rport, or "RST". */
  route(t: Tuple, flags: 'SYN' | 'DATA'): string {
    const connection = this.#connections.get(name(t))
    if (connection !== undefined) return connection
    if (flags === 'DATA') return 'RST'
    return this.#listeners.get(`${t.lip}:${t.lport}`) ?? this.#listeners.get(`${ANY}:${t.lport}`) ?? 'RST'
  }
}

const name = ({ lip, lport, rip, rport }: Tuple): string => `${lip}:${lport} ${rip}:${rport}`
