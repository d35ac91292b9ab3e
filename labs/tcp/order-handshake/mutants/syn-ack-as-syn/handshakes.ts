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

const next = (number: number): number => (number + 1) >>> 0
const has = (seg: Seg, ...flags: string[]): boolean => flags.every((flag) => seg.flags.includes(flag))
const way = (seg: Seg): string => `${seg.src}:${seg.sport} ${seg.dst}:${seg.dport}`
const back = (seg: Seg): string => `${seg.dst}:${seg.dport} ${seg.src}:${seg.sport}`

/** Finds every completed handshake in a shuffled capture; sorted by `client` as text. */
export function handshakes(segs: Seg[]): Handshake[] {
  const found = new Map<string, Handshake>()
  const byId = segs.toSorted((a, b) => a.id - b.id)
  for (const syn of byId) {
    if (!has(syn, 'SYN') || found.has(way(syn)) || found.has(back(syn))) continue
    const synAck = byId.find((seg) => has(seg, 'SYN') && seg !== syn && way(seg) === back(syn))
    if (!synAck) continue
    const ack = byId.find((seg) => {
      if (!has(seg, 'ACK') || has(seg, 'SYN') || has(seg, 'RST')) return false
      const sameWay = way(seg) === way(syn) && seg.seq === next(syn.seq) && seg.ack === next(synAck.seq)
      const otherWay = way(seg) === back(syn) && seg.seq === next(synAck.seq) && seg.ack === next(syn.seq)
      return sameWay || otherWay
    })
    if (!ack) continue
    found.set(way(syn), {
      client: `${syn.src}:${syn.sport}`,
      server: `${syn.dst}:${syn.dport}`,
      ids: [syn.id, synAck.id, ack.id],
    })
  }
  return [...found.values()].sort((a, b) => (a.client < b.client ? -1 : a.client > b.client ? 1 : 0))
}
