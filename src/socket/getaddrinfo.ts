/** Hosts and services to addresses, without leaving the machine: getaddrinfo(3) over literals, hosts(5), services(5). */
import { readFileSync } from 'node:fs'
import { isIPv4, isIPv6 } from 'node:net'
import { hostname } from 'node:os'
import { scopeOf } from './address/scope.ts'
import { shown } from './address/sockaddr.ts'
import { bytes6, text6 } from './address/text.ts'
import type { Address } from './address.ts'
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  AI_CANONNAME,
  AI_NUMERICHOST,
  AI_NUMERICSERV,
  AI_PASSIVE,
  EAI_ADDRFAMILY,
  EAI_FAMILY,
  EAI_NONAME,
  EAI_SERVICE,
  EAI_SOCKTYPE,
  IPPROTO_IP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
} from './constants.ts'
import { AddressError } from './errors.ts'
import { addressesOf, resolve } from './hosts.ts'

export type AddressInfo = [family: number, type: number, protocol: number, canonicalName: string, address: Address]

/** Kinds of sockets that an answer may be for, in the order of the answers. */
const KINDS = [
  { type: SOCK_STREAM, protocol: IPPROTO_TCP, service: 'tcp' },
  { type: SOCK_DGRAM, protocol: IPPROTO_UDP, service: 'udp' },
  { type: SOCK_RAW, protocol: IPPROTO_IP, service: '' },
]

/**
 * Every address that fits, as `[family, type, protocol, canonicalName, address]`: the first of it go to `socket()`,
 * the last to `connect` or `bind`. `host`: a literal, a name of the hosts file, or null for this machine itself, with
 * AI_PASSIVE for all its interfaces. `port`: a number, digits, a service's name, or null for 0. 0 in `family`, `type`
 * and `protocol` means any. Throws AddressError: ENOTFOUND for a name that is unknown here, EAI_FAMILY, EAI_SERVICE,
 * EAI_SOCKTYPE.
 */
export function getaddrinfo(
  host: string | null,
  port: number | string | null,
  family = AF_UNSPEC,
  type = 0,
  protocol = 0,
  flags = 0,
): AddressInfo[] {
  if (host !== null && typeof host !== 'string') throw new TypeError(`a host is text or null, not ${shown(host)}`)
  if (![AF_UNSPEC, AF_INET, AF_INET6].includes(family)) throw new AddressError('EAI_FAMILY', EAI_FAMILY, String(family))
  if (host === null && port === null) throw new AddressError('ENOTFOUND', EAI_NONAME, 'without host and port')
  const kinds = kindsFor(type, protocol)
  // Raw sockets have no ports.
  if (type === SOCK_RAW && port !== null) throw new AddressError('EAI_SERVICE', EAI_SERVICE, String(port))
  const canonical = flags & AI_CANONNAME ? (host ?? '') : ''
  const found: AddressInfo[] = []
  for (const address of hostAddresses(host, family, flags))
    for (const kind of kinds) {
      const number = portNumber(port, kind.service, flags)
      if (number === null) continue
      const whole: Address =
        address.family === AF_INET ? [address.host, number] : [address.host, number, 0, address.scope]
      found.push([address.family, kind.type, kind.protocol, found.length === 0 ? canonical : '', whole])
    }
  if (found.length === 0) throw new AddressError('EAI_SERVICE', EAI_SERVICE, `${host} ${port}`)
  return found
}

/** The IPv4 address of a name. Throws AddressError ENOTFOUND. */
export function gethostbyname(name: string): string {
  if (typeof name !== 'string') throw new TypeError(`a host is text, not ${shown(name)}`)
  if (name === '') return '0.0.0.0'
  return isIPv4(name) ? name : resolve(name, 4)
}

/** This machine's own name: gethostname(2). In a lab, that of the program's host. */
export function gethostname(): string {
  return hostname()
}

type Found = { family: number; host: string; scope: number }

function hostAddresses(host: string | null, family: number, flags: number): Found[] {
  const four = family !== AF_INET6
  const six = family !== AF_INET
  if (host === null) {
    const passive = (flags & AI_PASSIVE) !== 0
    const own = [
      { family: AF_INET, host: passive ? '0.0.0.0' : '127.0.0.1', scope: 0 },
      { family: AF_INET6, host: passive ? '::' : '::1', scope: 0 },
    ]
    // Destination addresses are sorted (RFC 6724 §6), those to bind to are not.
    return (passive ? own : own.reverse()).filter((each) => (each.family === AF_INET ? four : six))
  }
  const literal = isIPv4(host) ? AF_INET : isIPv6(host) ? AF_INET6 : null
  if (literal !== null) {
    if (family !== AF_UNSPEC && family !== literal) throw new AddressError('EAI_ADDRFAMILY', EAI_ADDRFAMILY, host)
    const [plain = '', zone] = host.split('%')
    const scope = zone === undefined ? 0 : scopeOf(zone)
    return [{ family: literal, host: literal === AF_INET ? host : text6(bytes6(plain)), scope }]
  }
  const named = (version: 4 | 6) =>
    flags & AI_NUMERICHOST
      ? []
      : addressesOf(host, version).map((address) => ({
          family: version === 4 ? AF_INET : AF_INET6,
          host: address,
          scope: 0,
        }))
  const found = [...(six ? named(6) : []), ...(four ? named(4) : [])]
  if (found.length === 0) throw new AddressError('ENOTFOUND', EAI_NONAME, host)
  return found
}

function kindsFor(type: number, protocol: number) {
  const kinds = KINDS.filter(
    (kind) =>
      (type === 0 || type === kind.type) &&
      (protocol === 0 || protocol === kind.protocol || (kind.type === SOCK_RAW && type === SOCK_RAW)),
  )
  if (kinds.length === 0) throw new AddressError('EAI_SOCKTYPE', EAI_SOCKTYPE, `type ${type}, protocol ${protocol}`)
  return kinds.map((kind) => (kind.type === SOCK_RAW ? { ...kind, protocol } : kind))
}

function portNumber(port: number | string | null, service: string, flags: number): number | null {
  if (port === null) return 0
  if (typeof port === 'number' || /^\d+$/.test(port)) return Number(port) & 0xffff
  if (flags & AI_NUMERICSERV) throw new AddressError('ENOTFOUND', EAI_NONAME, port)
  return servicePort(port, service)
}

function servicePort(name: string, protocol: string): number | null {
  try {
    for (const line of readFileSync('/etc/services', 'utf8').split('\n')) {
      const [official = '', entry = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/)
      const [number = '', kind = ''] = entry.split('/')
      if (kind === protocol && [official, ...aliases].includes(name)) return Number(number)
    }
  } catch {
    // Without the file there are no names of services.
  }
  return null
}
