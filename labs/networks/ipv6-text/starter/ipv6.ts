/** The eight groups of an IPv6 address, each 0 to 65535. RangeError for what is not one (RFC 4291 §2.2). */
export function parseIPv6(s: string): number[] {
  // TODO: one "::" may stand for the groups that are missing
  return s.split(':').map((group) => Number.parseInt(group, 16))
}

/** The recommended short form of eight groups (RFC 5952 §4). */
export function formatIPv6(g: number[]): string {
  return g.join(':')
}
