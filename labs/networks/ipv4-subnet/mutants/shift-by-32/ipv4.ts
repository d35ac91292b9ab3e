/** Both ends of a block, dotted, and how many hosts it has room for. */
export type Block = { network: string; broadcast: string; hosts: number }

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

/** `192.168.0.1` as an unsigned number of 32 bits. RangeError for anything but four plain decimal numbers up to 255. */
export function parseIPv4(s: string): number {
  const parts = s.split('.')
  if (parts.length !== 4) throw new RangeError(`not an IPv4 address: ${s}`)
  return parts.reduce((sum, part) => ((sum << 8) | number(part, 255)) >>> 0, 0)
}

/** Do two hosts with this prefix length lie in one network? */
export function sameNetwork(a: string, b: string, prefix: number): boolean {
  const mask = maskOf(prefix)
  return (parseIPv4(a) & mask) === (parseIPv4(b) & mask)
}

/** Is it in one of the three blocks of RFC 1918? */
export function isPrivate(s: string): boolean {
  return PRIVATE.some((cidr) => {
    const [network = '', prefix = ''] = cidr.split('/')
    return sameNetwork(s, network, Number(prefix))
  })
}

/** The block of `10.1.2.3/24`. */
export function block(cidr: string): Block {
  const [address = '', length = '', ...more] = cidr.split('/')
  if (more.length > 0) throw new RangeError(`not a block: ${cidr}`)
  const prefix = number(length, 32)
  const mask = maskOf(prefix)
  const first = (parseIPv4(address) & mask) >>> 0
  const size = 2 ** (32 - prefix)
  return { network: dotted(first), broadcast: dotted(first + size - 1), hosts: prefix >= 31 ? size : size - 2 }
}

/** Decimal digits without a leading zero. */
function number(text: string, most: number): number {
  if (!/^(0|[1-9]\d{0,2})$/.test(text) || Number(text) > most) throw new RangeError(`not a number up to ${most}: ${text}`)
  return Number(text)
}

/** Ones on the left. */
function maskOf(prefix: number): number {
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) throw new RangeError(`not a prefix length: ${prefix}`)
  return (-1 << (32 - prefix)) >>> 0
}

function dotted(n: number): string {
  return [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.')
}
