/** Whose request this is, as far as the network tells: the peer's address, or what a proxy that was named says of it. */
import { BlockList, isIP, isIPv6 } from 'node:net'

export type Proxies = { includes(address: string): boolean; readonly some: boolean }

/** Addresses, or networks as `10.0.0.0/8`. Throws RangeError naming what is neither. */
export function proxiesOf(named: readonly string[]): Proxies {
  const list = new BlockList()
  for (const one of named) {
    const [address = '', bits] = one.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    const most = family === 'ipv6' ? 128 : 32
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (isIP(address) === 0 || !(length >= 0 && length <= most)) throw new RangeError(one)
    list.addSubnet(address, length, family)
  }
  return {
    some: named.length > 0,
    includes(address) {
      const kind = isIP(address)
      return kind !== 0 && list.check(address, kind === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

export type Came = {
  address: string
  /** Of the way to the outermost proxy that was named; `http` without one. */
  scheme: 'http' | 'https'
  /** The peer is a proxy that was named. */
  byProxy: boolean
  /** A header says that there is a proxy which nobody named: everybody behind it has one address. */
  unnamedProxy: boolean
}

type Headers = { readonly [name: string]: string | string[] | undefined }

/**
 * X-Forwarded-For grows to the right, and anybody can send one: what counts is the first address from the right that is
 * no proxy of ours. Pure.
 */
export function cameFrom(peer: string | undefined, headers: Headers, proxies: Proxies): Came {
  const direct = plain(peer ?? '')
  const forwarded = listOf(headers['x-forwarded-for'])
  if (!proxies.includes(direct))
    return { address: direct, scheme: 'http', byProxy: false, unnamedProxy: forwarded.length > 0 && !proxies.some }
  let address = direct
  for (const one of forwarded.toReversed()) {
    const said = plain(one)
    if (isIP(said) === 0) break
    address = said
    if (!proxies.includes(said)) break
  }
  const scheme = listOf(headers['x-forwarded-proto']).at(-1) === 'https' ? 'https' : 'http'
  return { address, scheme, byProxy: true, unnamedProxy: false }
}

/** What limits count as one: an IPv4 address, or the /64 that a subscriber has of IPv6 (RFC 6177). Pure. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** IPv4 as it comes on a socket that takes both, without its frame (RFC 4291 §2.5.5.2); no port, brackets or zone. */
function plain(address: string): string {
  const bare = address.trim().replace(/^\[(.*)\](?::\d+)?$/, '$1')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (mapped) return mapped
  return /^\d+\.\d+\.\d+\.\d+:\d+$/.test(bare) ? bare.split(':')[0]! : bare.split('%')[0]!
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
