/** Client Hello and Server Hello (RFC 8446 §4.1): versions, ciphers offered or chosen, and the server's name in the clear. */
import { hex, hexOf, u16 } from '../bytes.ts'
import { byteCount, field } from '../draft.ts'
import type { Field } from '../types.ts'
import { printable } from './message.ts'
import { VERSIONS } from './tls-versions.ts'

const RANDOM = 32
const CIPHERS: Record<number, string> = {
  4865: 'TLS_AES_128_GCM_SHA256',
  4866: 'TLS_AES_256_GCM_SHA384',
  4867: 'TLS_CHACHA20_POLY1305_SHA256',
  49195: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  49196: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  49199: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  49200: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
}
const EXTENSIONS: Record<number, string> = {
  0: 'server name',
  10: 'supported groups',
  13: 'signature algorithms',
  16: 'application protocols',
  43: 'supported versions',
  45: 'key exchange modes',
  51: 'key share',
}
const MOST_EXTENSIONS = 64

/** Reads on only while the bytes are there. */
export function helloFields(bytes: Uint8Array, client: boolean, from: number, to: number): Field[] {
  const fields: Field[] = []
  if (from + 2 + RANDOM + 1 > to) return fields
  const version = u16(bytes, from)
  fields.push(field('helloVersion', 'Version', hex(version, 4), from, from + 2, VERSIONS[version]))
  fields.push(
    field('random', 'Random', hexOf(bytes.subarray(from + 2, from + 2 + RANDOM)), from + 2, from + 2 + RANDOM),
  )
  let at = from + 2 + RANDOM
  const session = bytes[at]!
  if (at + 1 + session + 2 > to) return fields
  fields.push(field('session', 'Session id', hexOf(bytes.subarray(at + 1, at + 1 + session)), at, at + 1 + session))
  at += 1 + session
  if (client) {
    const size = u16(bytes, at)
    if (at + 2 + size + 1 > to) return fields
    fields.push(field('ciphers', 'Ciphers offered', size >> 1, at, at + 2 + size))
    at += 2 + size
    at += 1 + bytes[at]!
  } else {
    const cipher = u16(bytes, at)
    fields.push(field('cipher', 'Cipher chosen', hex(cipher, 4), at, at + 2, CIPHERS[cipher]))
    at += 3
  }
  return at + 2 <= to
    ? [...fields, ...extensions(bytes, client, at + 2, Math.min(to, at + 2 + u16(bytes, at)))]
    : fields
}

function extensions(bytes: Uint8Array, client: boolean, from: number, to: number): Field[] {
  const fields: Field[] = []
  let at = from
  while (at + 4 <= to && fields.length < MOST_EXTENSIONS) {
    const type = u16(bytes, at)
    const start = at + 4
    const end = start + u16(bytes, at + 2)
    if (end > to) break
    const label = `Extension: ${EXTENSIONS[type] ?? type}`
    fields.push(field(`extension${type}`, label, extensionValue(bytes, client, type, start, end), at, end))
    at = end
  }
  return fields
}

function extensionValue(bytes: Uint8Array, client: boolean, type: number, from: number, to: number): string {
  if (type === 0 && client && to - from > 5) return printable(bytes.subarray(from + 5, to))
  if (type === 43) {
    const start = client ? from + 1 : from
    const versions = Array.from({ length: Math.max(0, (to - start) >> 1) }, (_, i) => u16(bytes, start + 2 * i))
    return versions.map((version) => VERSIONS[version] ?? hex(version, 4)).join(', ')
  }
  if (type === 16) {
    const names: string[] = []
    for (let at = from + 2; at < to; at += 1 + bytes[at]!)
      names.push(printable(bytes.subarray(at + 1, Math.min(to, at + 1 + bytes[at]!))))
    return names.join(', ')
  }
  return byteCount(to - from)
}
