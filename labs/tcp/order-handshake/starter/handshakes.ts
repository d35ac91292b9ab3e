/** One captured TCP segment. `seq` and `ack` are absolute, 0 to 4294967295. `id` is only a label, unique. */
export type Seg = {
  id: number
  src: string
  sport: number
  dst: string
  dport: number
  flags: string[]
  seq: number
  ack: number
  len: number
}

/** A completed handshake: `client` and `server` as `ip:port`, the ids of SYN, SYN-ACK and ACK. */
export type Handshake = { client: string; server: string; ids: [number, number, number] }

/** Finds every completed handshake in a shuffled capture; sorted by `client` as text. */
export function handshakes(segs: Seg[]): Handshake[] {
  return []
}
