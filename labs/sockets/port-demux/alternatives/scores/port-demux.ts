/** A connection as its own host sees it: local and remote address and port. */
export type Tuple = { lip: string; lport: number; rip: string; rport: number }

type Entry = { id: string; lip: string; lport: number; peer: { rip: string; rport: number } | null }

/** Gives each socket points for how well it fits, and takes the best: so Linux picks among listeners too. */
export class Demux {
  #sockets: Entry[] = []

  listen(id: string, ip: string, port: number): void {
    const taken = this.#sockets.some(({ lip, lport, peer }) => peer === null && lip === ip && lport === port)
    if (taken) throw new Error('EADDRINUSE')
    this.#sockets.push({ id, lip: ip, lport: port, peer: null })
  }

  established(id: string, { lip, lport, rip, rport }: Tuple): void {
    this.#sockets.push({ id, lip, lport, peer: { rip, rport } })
  }

  close(id: string): void {
    this.#sockets = this.#sockets.filter((socket) => socket.id !== id)
  }

  route(t: Tuple, flags: 'SYN' | 'DATA'): string {
    let best = { score: 0, id: 'RST' }
    for (const socket of this.#sockets) {
      const score = points(socket, t, flags)
      if (score > best.score) best = { score, id: socket.id }
    }
    return best.id
  }
}

/** 3 for the connection itself, 2 for a listener at this address, 1 for one at any, 0 for none of these. */
function points({ lip, lport, peer }: Entry, t: Tuple, flags: 'SYN' | 'DATA'): number {
  if (lport !== t.lport) return 0
  if (peer !== null) return lip === t.lip && peer.rip === t.rip && peer.rport === t.rport ? 3 : 0
  if (flags === 'DATA') return 0
  return lip === t.lip ? 2 : lip === '0.0.0.0' ? 1 : 0
}
