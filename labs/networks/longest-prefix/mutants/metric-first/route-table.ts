type Route = { network: number; prefix: number; via: string; metric: number }

/** Where packets go next. `via` is the next router's address, or any other name for a way. */
export class RouteTable {
  /** Lowest metric first, longer prefix first among equals: the first that matches is the best. */
  #routes: Route[] = []

  add(cidr: string, via: string, metric = 0): void {
    this.#routes.push({ ...parse(cidr), via, metric })
    this.#routes.sort((a, b) => a.metric - b.metric || b.prefix - a.prefix)
  }

  remove(cidr: string, via: string): void {
    const { network, prefix } = parse(cidr)
    this.#routes = this.#routes.filter(
      (route) => route.network !== network || route.prefix !== prefix || route.via !== via,
    )
  }

  /** The way of the most specific route that contains `ip`; null when there is none. */
  lookup(ip: string): string | null {
    const address = numberOf(ip)
    const best = this.#routes.find(({ network, prefix }) => masked(address, prefix) === network)
    return best?.via ?? null
  }
}

function parse(cidr: string): { network: number; prefix: number } {
  const [ip = '', length = ''] = cidr.split('/')
  const prefix = Number(length)
  return { network: masked(numberOf(ip), prefix), prefix }
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
}

/** The first `prefix` bits, the others 0. A shift by 32 would be a shift by 0. */
function masked(address: number, prefix: number): number {
  return prefix === 0 ? 0 : (address & (-1 << (32 - prefix))) >>> 0
}
