/** Both ends of a block, dotted, and how many hosts it has room for. */
export type Block = { network: string; broadcast: string; hosts: number }

/** No bit operators: an address is a number to the base 256, and a network is what is left after a division. */
export function parseIPv4(s: string): number {
  const parts = s.split('.')
  if (parts.length !== 4) throw new RangeError(`${s} has ${parts.length} parts`)
  let sum = 0
  for (const part of parts) sum = sum * 256 + decimal(part, 255)
  return sum
}

export function sameNetwork(a: string, b: string, prefix: number): boolean {
  const size = sizeOf(prefix)
  return Math.floor(parseIPv4(a) / size) === Math.floor(parseIPv4(b) / size)
}

export function isPrivate(s: string): boolean {
  const n = parseIPv4(s)
  const within = (first: string, last: string) => parseIPv4(first) <= n && n <= parseIPv4(last)
  return (
    within('10.0.0.0', '10.255.255.255') ||
    within('172.16.0.0', '172.31.255.255') ||
    within('192.168.0.0', '192.168.255.255')
  )
}

export function block(cidr: string): Block {
  const slash = cidr.lastIndexOf('/')
  if (slash < 0) throw new RangeError(`${cidr} has no prefix length`)
  const size = sizeOf(decimal(cidr.slice(slash + 1), 32))
  const n = parseIPv4(cidr.slice(0, slash))
  const first = n - (n % size)
  return { network: format(first), broadcast: format(first + size - 1), hosts: size > 2 ? size - 2 : size }
}

function decimal(text: string, most: number): number {
  const n = Number(text)
  // Only the plain decimal form is what the number prints as: no "", "01", "1e1", " 1".
  if (String(n) !== text || !Number.isInteger(n) || n < 0 || n > most)
    throw new RangeError(`"${text}" is not 0 … ${most}`)
  return n
}

function sizeOf(prefix: number): number {
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) throw new RangeError(`/${prefix}`)
  return 2 ** (32 - prefix)
}

function format(n: number): string {
  return [3, 2, 1, 0].map((place) => Math.floor(n / 256 ** place) % 256).join('.')
}
