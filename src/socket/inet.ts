/** IP addresses between text and bytes: inet(3), inet_pton(3), inet_ntop(3). */

import { isIPv4, isIPv6 } from 'node:net'
import { constants } from 'node:os'
import { shown } from './address/sockaddr.ts'
import { bytes4, bytes6, text4, text6 } from './address/text.ts'
import { AF_INET, AF_INET6 } from './constants.ts'
import { SocketError } from './errors.ts'

const { EINVAL, EAFNOSUPPORT } = constants.errno
const BYTES = { 4: 4, 6: 16 }
/** One part of an address in C's old forms: decimal, octal with a leading 0, hexadecimal with 0x. */
const NUMBER = /^(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i

/**
 * Four bytes of an IPv4 address, also in the old forms with fewer parts: `'127.1'` is 127.0.0.1, `'0x7f.1'` too, where
 * the last part fills all bytes that are left. Throws SocketError EINVAL for anything else.
 */
export function inet_aton(text: string): Buffer {
  const parts = typed(text).split('.')
  if (parts.length > 4 || !parts.every((part) => NUMBER.test(part))) throw invalid('inet_aton', text)
  const numbers = parts.map((part) => Number(/^0[0-7]+$/.test(part) ? `0o${part.slice(1)}` : part))
  const last = numbers.pop()!
  const left = 4 - numbers.length
  if (numbers.some((number) => number > 255) || last >= 256 ** left) throw invalid('inet_aton', text)
  const bytes = Buffer.alloc(4)
  bytes.set(numbers)
  bytes.writeUIntBE(last, numbers.length, left)
  return bytes
}

/** `127.0.0.1` of four bytes. Throws RangeError for another number of them. */
export function inet_ntoa(packed: Uint8Array): string {
  return text4(sized(packed, BYTES[4]))
}

/** Bytes of an address in its usual form only. Throws SocketError EINVAL, or EAFNOSUPPORT for another family. */
export function inet_pton(family: number, text: string): Buffer {
  const literal = typed(text)
  if (family === AF_INET) {
    if (!isIPv4(literal)) throw invalid('inet_pton', text)
    return bytes4(literal)
  }
  if (family !== AF_INET6) throw new SocketError(EAFNOSUPPORT, 'inet_pton', String(family))
  // A zone belongs to `struct sockaddr_in6`, not to the address.
  if (!isIPv6(literal) || literal.includes('%')) throw invalid('inet_pton', text)
  return bytes6(literal)
}

/** The usual text of an address: RFC 5952 for IPv6. Throws RangeError for a wrong number of bytes. */
export function inet_ntop(family: number, packed: Uint8Array): string {
  if (family === AF_INET) return text4(sized(packed, BYTES[4]))
  if (family !== AF_INET6) throw new RangeError(`the family of an address is AF_INET or AF_INET6, not ${shown(family)}`)
  return text6(sized(packed, BYTES[6]))
}

function typed(text: unknown): string {
  if (typeof text !== 'string') throw new TypeError(`an address as text is expected, not ${shown(text)}`)
  return text
}

function sized(packed: unknown, bytes: number): Buffer {
  if (!(packed instanceof Uint8Array)) throw new TypeError(`an address as bytes is expected, not ${shown(packed)}`)
  if (packed.length !== bytes) throw new RangeError(`an address of ${bytes} bytes is expected, not of ${packed.length}`)
  return Buffer.from(packed)
}

function invalid(call: string, text: string): SocketError {
  return new SocketError(EINVAL, call, shown(text))
}
