/** IP addresses and networks as text and as numbers. Pure. */

/** `bits` is 32 or 128; `value` the address. */
export type Address = { family: 4 | 6; bits: number; value: bigint }
export type Subnet = Address & { prefix: number }

/** Strict: four decimal octets without leading zeros, or IPv6 as RFC 4291 §2.2 writes it. Null when it is neither. */
export function parseAddress(text: string): Address | null {
  const four = parseFour(text)
  if (four !== null) return { family: 4, bits: 32, value: four }
  const six = parseSix(text)
  return six === null ? null : { family: 6, bits: 128, value: six }
}

/** `10.0.0.1/24`, `fd00::1/64`. The host part may be set. */
export function parseSubnet(text: string): Subnet | null {
  const [, host = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const address = parseAddress(host)
  if (address === null || Number(length) > address.bits) return null
  return { ...address, prefix: Number(length) }
}

export function contains(subnet: Subnet, address: Address): boolean {
  if (subnet.family !== address.family) return false
  const shift = BigInt(subnet.bits - subnet.prefix)
  return subnet.value >> shift === address.value >> shift
}

/** The network's own address: it ends in zeros. */
export function isNetworkAddress({ value, bits, prefix }: Subnet): boolean {
  return prefix < bits && (value & ((1n << BigInt(bits - prefix)) - 1n)) === 0n
}

/** IPv4's address of everyone on a network; there is none in a network of two. */
export function isBroadcast({ family, value, bits, prefix }: Subnet): boolean {
  if (family !== 4 || prefix >= 31) return false
  const host = (1n << BigInt(bits - prefix)) - 1n
  return (value & host) === host
}

/** Address of the network, with its prefix. */
export function networkOfSubnet({ family, value, bits, prefix }: Subnet): string {
  const shift = BigInt(bits - prefix)
  return `${formatAddress({ family, bits, value: (value >> shift) << shift })}/${prefix}`
}

/** IPv6 as RFC 5952 writes it. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => `${(value >> shift) & 255n}`).join('.')
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16))
  const run = longestZeros(groups)
  if (run === null) return groups.join(':')
  return `${groups.slice(0, run.at).join(':')}::${groups.slice(run.at + run.length).join(':')}`
}

function longestZeros(groups: string[]): { at: number; length: number } | null {
  let best: { at: number; length: number } | null = null
  for (let at = 0; at < groups.length; at++) {
    let length = 0
    while (groups[at + length] === '0') length++
    if (length > 1 && length > (best?.length ?? 1)) best = { at, length }
  }
  return best
}

function parseFour(text: string): bigint | null {
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) return null
  const octets = text.split('.').map(Number)
  if (octets.some((octet) => octet > 255)) return null
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
}

function parseSix(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const groups = head ?? []
  const rest = tail ?? []
  if (![...groups, ...rest].every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null
  const missing = 8 - groups.length - rest.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const all = [...groups, ...Array<string>(missing).fill('0'), ...rest]
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}
