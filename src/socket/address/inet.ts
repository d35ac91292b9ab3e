/** `struct sockaddr_in` (ip(7)) and `struct sockaddr_in6` (ipv6(7)). Ports and addresses are in network order. */
import { isIPv4, isIPv6 } from 'node:net'
import { AF_INET, AF_INET6 } from '../constants.ts'
import { resolve } from '../hosts.ts'
import { readUint32, writeUint32 } from '../memory.ts'
import { scopeOf } from './scope.ts'
import { integer, shown, sockaddr } from './sockaddr.ts'
import { bytes4, bytes6, text4, text6 } from './text.ts'

/**
 * `['10.0.0.1', 9999]`. IPv6 adds the flow label and the scope, the number of the interface a link-local address is
 * meant for: `['fe80::1', 9999, 0, 2]`; both may be left out where a program writes one.
 */
export type Address = [host: string, port: number, flowInfo?: number, scopeId?: number]

const INET_BYTES = 16
const INET6_BYTES = 28
const PORT = { min: 0, max: 65_535 }
const FLOW = { min: 0, max: 0xf_ffff }
const SCOPE = { min: 0, max: 0xffff_ffff }

export function toInet(address: unknown): Buffer {
  const [host, port] = parts(address, 2, '[host, port]')
  const known = host === '' ? '0.0.0.0' : host === '<broadcast>' ? '255.255.255.255' : host
  const result = sockaddr(INET_BYTES, AF_INET)
  result.writeUInt16BE(port, 2)
  result.set(bytes4(isIPv4(known) ? known : resolve(known, 4)), 4)
  return result
}

export function toInet6(address: unknown): Buffer {
  const [host, port, flowInfo, scopeId] = parts(address, 4, '[host, port] or [host, port, flowInfo, scopeId]')
  const known = host === '' ? '::' : host
  const literal = isIPv6(known) ? known : resolve(known, 6)
  const [plain = '', zone] = literal.split('%')
  const result = sockaddr(INET6_BYTES, AF_INET6)
  result.writeUInt16BE(port, 2)
  result.writeUInt32BE(integer(flowInfo, 'a flow label', FLOW.min, FLOW.max), 4)
  result.set(bytes6(plain), 8)
  const scope = integer(scopeId, 'a scope id', SCOPE.min, SCOPE.max)
  writeUint32(result, scope !== 0 || zone === undefined ? scope : scopeOf(zone), 24)
  return result
}

export function fromInet(bytes: Buffer): Address {
  return [text4(bytes.subarray(4, 8)), bytes.readUInt16BE(2)]
}

export function fromInet6(bytes: Buffer): Address {
  const flowInfo = bytes.readUInt32BE(4)
  return [text6(bytes.subarray(8, 24)), bytes.readUInt16BE(2), flowInfo, readUint32(bytes, 24)]
}

function parts(address: unknown, most: number, form: string): [string, number, number, number] {
  const wrong = (what: string) => new TypeError(`an address is ${form}, not ${what}`)
  if (!Array.isArray(address) || address.length < 2 || address.length > most) throw wrong(shown(address))
  const [host, port, flowInfo = 0, scopeId = 0] = address as [unknown, unknown, number?, number?]
  if (typeof host !== 'string' || typeof port !== 'number') throw wrong(shown(address))
  return [host, integer(port, 'port', PORT.min, PORT.max), flowInfo, scopeId]
}
