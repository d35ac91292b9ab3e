/** Numbers and addresses as text, and back. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `0x0800`: an unsigned number in `digits` hexadecimal digits. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

/** `68656c6c6f`: bytes in hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}

/** Bytes of a hexadecimal text; blanks, line ends and colons in it are skipped. Throws on anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/[\s:]/g, '')
  if (digits.length % 2 || /[^0-9a-f]/i.test(digits)) throw new RangeError('not a text of hexadecimal bytes')
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}

export function macAt(bytes: Uint8Array, from: number): string {
  let text = HEX[bytes[from]!]!
  for (let i = from + 1; i < from + 6; i++) text += `:${HEX[bytes[i]!]}`
  return text
}

/** Unsigned, big-endian, as all numbers in headers. Beyond the end of `bytes` zeros are read. */
export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

export function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

/** Texts of IPv4 addresses by their number: a capture has few addresses and writes each thousands of times. */
const IPV4_TEXTS = new Map<number, string>()
const MOST_TEXTS = 4096

export function ipv4At(bytes: Uint8Array, from: number): string {
  const number = u32(bytes, from)
  const known = IPV4_TEXTS.get(number)
  if (known !== undefined) return known
  if (IPV4_TEXTS.size >= MOST_TEXTS) IPV4_TEXTS.clear()
  const text = `${bytes[from]}.${bytes[from + 1]}.${bytes[from + 2]}.${bytes[from + 3]}`
  IPV4_TEXTS.set(number, text)
  return text
}

/** An IPv6 address in the canonical form of RFC 5952: lower case, the longest run of zero groups as `::`. */
export function ipv6At(bytes: Uint8Array, from: number): string {
  let zerosAt = -1
  let zeros = 1
  for (let at = 0; at < 8; at++) {
    let length = 0
    while (at + length < 8 && u16(bytes, from + 2 * (at + length)) === 0) length++
    if (length > zeros) {
      zerosAt = at
      zeros = length
    }
    at += length
  }
  let text = ''
  for (let at = 0; at < 8; at++) {
    if (at === zerosAt) {
      text += '::'
      at += zeros - 1
      continue
    }
    if (text !== '' && !text.endsWith(':')) text += ':'
    text += u16(bytes, from + 2 * at).toString(16)
  }
  return text
}

/** Bytes of an IPv4 (4 bytes) or IPv6 (16 bytes) address in text. Throws RangeError on anything else. */
export function addressBytes(text: string): Uint8Array {
  return text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text)
}

function ipv4Bytes(text: string): Uint8Array {
  const octets = text.split('.')
  if (octets.length !== 4 || octets.some((octet) => !/^\d{1,3}$/.test(octet) || Number(octet) > 255))
    throw new RangeError(`not an IPv4 address: ${text}`)
  return Uint8Array.from(octets, Number)
}

function ipv6Bytes(text: string): Uint8Array {
  const halves = text.split('::')
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = groups.flat()
  const missing = 8 - given.length
  const sound = halves.length === 2 ? missing > 0 : halves.length === 1 && missing === 0
  if (!sound || given.some((group) => !/^[0-9a-f]{1,4}$/i.test(group)))
    throw new RangeError(`not an IPv6 address: ${text}`)
  const all = [...groups[0]!, ...Array<string>(missing).fill('0'), ...(groups[1] ?? [])]
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (const [i, group] of all.entries()) view.setUint16(2 * i, Number.parseInt(group, 16))
  return bytes
}

/** Bytes of `02:00:0a:00:00:01`. Throws RangeError on anything else. */
export function macBytes(text: string): Uint8Array {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) throw new RangeError(`not a MAC address: ${text}`)
  return fromHex(text)
}
