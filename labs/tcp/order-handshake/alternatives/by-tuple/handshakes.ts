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
export type Handshake = { client: string; server: string; ids: [number, number, number] }

const MOD = 2 ** 32

/** Groups both directions of a connection under one name, then searches each group for a triple whose numbers fit. */
export function handshakes(segs: Seg[]): Handshake[] {
  const groups = new Map<string, Seg[]>()
  for (const seg of segs) {
    const key = [`${seg.src}:${seg.sport}`, `${seg.dst}:${seg.dport}`].sort().join('|')
    groups.set(key, [...(groups.get(key) ?? []), seg])
  }
  const result: Handshake[] = []
  for (const group of groups.values()) {
    const triple = firstTriple(group)
    if (triple) {
      const [syn] = triple
      result.push({
        client: `${syn.src}:${syn.sport}`,
        server: `${syn.dst}:${syn.dport}`,
        ids: [triple[0].id, triple[1].id, triple[2].id],
      })
    }
  }
  return result.sort((a, b) => (a.client < b.client ? -1 : 1))
}

function firstTriple(group: Seg[]): [Seg, Seg, Seg] | undefined {
  const ordered = [...group].sort((a, b) => a.id - b.id)
  const is = (seg: Seg, syn: boolean, ack: boolean) =>
    seg.flags.includes('SYN') === syn && seg.flags.includes('ACK') === ack && !seg.flags.includes('RST')
  for (const syn of ordered.filter((seg) => is(seg, true, false))) {
    const fromServer = (seg: Seg) => seg.src === syn.dst && seg.sport === syn.dport
    const synAck = ordered.find((seg) => fromServer(seg) && is(seg, true, true) && seg.ack === (syn.seq + 1) % MOD)
    if (!synAck) continue
    const ack = ordered.find(
      (seg) =>
        !fromServer(seg) &&
        is(seg, false, true) &&
        seg.seq === (syn.seq + 1) % MOD &&
        seg.ack === (synAck.seq + 1) % MOD,
    )
    if (ack) return [syn, synAck, ack]
  }
  return undefined
}
