type Way = { via: string; metric: number }

/** A table for each prefix length, from network to ways: at most 33 look-ups, however many routes there are. */
export class RouteTable {
  private readonly tables = Array.from({ length: 33 }, () => new Map<number, Way[]>())

  add(cidr: string, via: string, metric = 0): void {
    const [table, key] = this.place(cidr)
    const ways = [...(table.get(key) ?? []), { via, metric }]
    table.set(
      key,
      ways.sort((a, b) => a.metric - b.metric),
    )
  }

  remove(cidr: string, via: string): void {
    const [table, key] = this.place(cidr)
    const left = (table.get(key) ?? []).filter((way) => way.via !== via)
    if (left.length > 0) table.set(key, left)
    else table.delete(key)
  }

  lookup(ip: string): string | null {
    const address = toNumber(ip)
    for (let prefix = 32; prefix >= 0; prefix -= 1) {
      const way = this.tables[prefix]?.get(keyOf(address, prefix))?.[0]
      if (way) return way.via
    }
    return null
  }

  private place(cidr: string): [Map<number, Way[]>, number] {
    const slash = cidr.indexOf('/')
    const prefix = Number(cidr.slice(slash + 1))
    const table = this.tables[prefix]
    if (!table) throw new RangeError(`no prefix length: ${cidr}`)
    return [table, keyOf(toNumber(cidr.slice(0, slash)), prefix)]
  }
}

/** What is left of an address when the bits of the host are divided away. */
function keyOf(address: number, prefix: number): number {
  return Math.floor(address / 2 ** (32 - prefix))
}

function toNumber(ip: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number)
  return ((a * 256 + b) * 256 + c) * 256 + d
}
