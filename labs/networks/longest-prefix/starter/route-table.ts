/** Where packets go next. `via` is the next router's address, or any other name for a way. */
export class RouteTable {
  add(cidr: string, via: string, metric = 0): void {
    // TODO: what has to be known of a route when an address is looked up?
  }

  remove(cidr: string, via: string): void {}

  /** The way of the most specific route that contains `ip`; null when there is none. */
  lookup(ip: string): string | null {
    return null
  }
}
