/** Addresses as programs write them, and as the kernel reads them (`struct sockaddr`, ip(7), ipv6(7), unix(7)). */
import { isIPv4, isIPv6 } from 'node:net'
import { endianness } from 'node:os'
import { AF_INET, AF_INET6, AF_UNIX } from './constants.ts'
import { resolve } from './resolve.ts'

/** `['10.0.0.1', 9999]`. A UNIX socket's address is its path; where one is returned, it is `[path, 0]`. */
export type Address = [host: string, port: number]

export const SOCKADDR_BYTES = 128
const INET_BYTES = 16
const INET6_BYTES = 28
const UNIX_PATH_BYTES = 108
const PORT = { min: 0, max: 65_535 }
const LITTLE = endianness() === 'LE'

/**
 * `''` is the address of all interfaces, other hosts are literals or names of the hosts file.
 * Throws TypeError for what is no address of the family, RangeError for a port out of 0–65535.
 */
export function toSockaddr(family: number, address: Address | string): Buffer {
  if (family === AF_UNIX) {
    if (typeof address !== 'string') throw new TypeError('an AF_UNIX address is a path')
    return unix(address)
  }
  if (family !== AF_INET && family !== AF_INET6) throw new TypeError(`addresses of family ${family} are not supported`)
  if (!Array.isArray(address) || typeof address[0] !== 'string' || typeof address[1] !== 'number')
    throw new TypeError('an address is [host, port]')
  const [host, port] = address
  if (!Number.isInteger(port) || port < PORT.min || port > PORT.max) throw new RangeError(`port ${port} is not 0-65535`)
  return family === AF_INET ? inet(host, port) : inet6(host, port)
}

export function fromSockaddr(bytes: Buffer, length: number): Address {
  if (length < 2) return ['', 0]
  const family = LITTLE ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0)
  if (family === AF_INET && length >= INET_BYTES) return [bytes.subarray(4, 8).join('.'), bytes.readUInt16BE(2)]
  if (family === AF_INET6 && length >= INET6_BYTES) return [text6(bytes.subarray(8, 24)), bytes.readUInt16BE(2)]
  if (family === AF_UNIX) return [pathOf(bytes.subarray(2, length)), 0]
  return ['', 0]
}

/** `10.0.0.1:9999`, `[::1]:9999`, or a path. */
export function addressText(address: Address | string): string {
  if (typeof address === 'string') return address.replace('\0', '@')
  const [host, port] = address
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function header(bytes: number, family: number): Buffer {
  const sockaddr = Buffer.alloc(bytes)
  if (LITTLE) sockaddr.writeUInt16LE(family)
  else sockaddr.writeUInt16BE(family)
  return sockaddr
}

function inet(host: string, port: number): Buffer {
  const literal = host === '' ? '0.0.0.0' : host === '<broadcast>' ? '255.255.255.255' : host
  const numeric = isIPv4(literal) ? literal : resolve(literal, 4)
  const sockaddr = header(INET_BYTES, AF_INET)
  sockaddr.writeUInt16BE(port, 2)
  sockaddr.set(numeric.split('.').map(Number), 4)
  return sockaddr
}

function inet6(host: string, port: number): Buffer {
  const literal = host === '' ? '::' : host
  const numeric = isIPv6(literal) ? literal : resolve(literal, 6)
  const sockaddr = header(INET6_BYTES, AF_INET6)
  sockaddr.writeUInt16BE(port, 2)
  for (const [i, group] of groups6(numeric).entries()) sockaddr.writeUInt16BE(group, 8 + 2 * i)
  return sockaddr
}

function unix(path: string): Buffer {
  const bytes = Buffer.from(path)
  if (bytes.length > UNIX_PATH_BYTES - 1)
    throw new RangeError(`a socket's path has at most ${UNIX_PATH_BYTES - 1} bytes`)
  // An abstract name (it begins with NUL) is as long as it says; a path ends with NUL.
  const sockaddr = header(2 + bytes.length + (bytes[0] === 0 ? 0 : 1), AF_UNIX)
  sockaddr.set(bytes, 2)
  return sockaddr
}

function pathOf(bytes: Buffer): string {
  const end = bytes[0] === 0 ? bytes.length : bytes.indexOf(0)
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
}

/** Eight groups of a valid IPv6 literal; a zone (`%eth0`) is dropped, an embedded IPv4 address becomes two groups. */
function groups6(literal: string): number[] {
  const plain = literal.split('%')[0]!.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const word = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16)
    return `${word(a, b)}:${word(c, d)}`
  })
  const [head, tail] = plain.split('::').map((half) => half.split(':').filter(Boolean))
  const gap = tail ? 8 - head!.length - tail.length : 0
  return [...head!, ...Array<string>(gap).fill('0'), ...(tail ?? [])].map((group) => Number.parseInt(group, 16))
}

/** Canonical text (RFC 5952), by the URL parser, which has it. */
function text6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
