/** Both ends of a block, dotted, and how many hosts it has room for. */
export type Block = { network: string; broadcast: string; hosts: number }

/** `192.168.0.1` as an unsigned number of 32 bits. RangeError for anything but four plain decimal numbers up to 255. */
export function parseIPv4(s: string): number {
  // TODO: check each of the four parts before you convert it
  return Number(s)
}

/** Do two hosts with this prefix length lie in one network? */
export function sameNetwork(a: string, b: string, prefix: number): boolean {
  return a === b
}

/** Is it in one of the three blocks of RFC 1918? */
export function isPrivate(s: string): boolean {
  return false
}

/** The block of `10.1.2.3/24`. */
export function block(cidr: string): Block {
  return { network: cidr, broadcast: cidr, hosts: 0 }
}
