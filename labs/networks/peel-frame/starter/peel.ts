/** What the headers of a frame say. A layer that is not there is absent. */
export type Peeled = {
  eth: { src: string; dst: string; type: number }
  ip?: { src: string; dst: string; ttl: number; proto: number }
  tcp?: { sport: number; dport: number; seq: number; ack: number; flags: string[] }
  udp?: { sport: number; dport: number }
  payload: Uint8Array
  /** What is wrong with the frame, if anything is. */
  error?: string
}

/** Takes an Ethernet frame apart, as far as TCP or UDP over IPv4. Never throws. */
export function peel(frame: Uint8Array): Peeled {
  // TODO: where does each header end? Its own first bytes say so
  return { eth: { src: '', dst: '', type: 0 }, payload: frame }
}
