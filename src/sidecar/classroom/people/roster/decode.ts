/** A roster's bytes as text, or in one sentence what sort of file it is instead. */
import { Refusal } from '../../http/route.ts'

/** How files that are no text begin. */
const SIGNATURES: readonly [name: string, bytes: readonly number[]][] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['GZIP', [0x1f, 0x8b]],
]
/** .xlsx and .ods are ZIP archives; .xls is a compound file. */
const WORKBOOKS: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
]

/** Without a byte order mark. Throws Refusal ROSTER_EMPTY, ROSTER_WORKBOOK, ROSTER_NOT_TEXT, ROSTER_ENCODING. */
export function textOf(bytes: Uint8Array): string {
  const begins = (signature: readonly number[]) => signature.every((byte, at) => bytes[at] === byte)
  if (bytes.length === 0) throw refused('ROSTER_EMPTY', ['rosterEmpty'])
  if (WORKBOOKS.some(begins)) throw refused('ROSTER_WORKBOOK', ['rosterWorkbook'])
  const known = SIGNATURES.find(([, signature]) => begins(signature))
  if (known) throw refused('ROSTER_NOT_TEXT', ['rosterNotText', known[0]])
  if (isUtf16(bytes)) throw refused('ROSTER_ENCODING', ['rosterEncoding', 'UTF-16'])
  if (bytes.includes(0)) throw refused('ROSTER_NOT_TEXT', ['rosterNotText', ''])
  const text = decoded(bytes, 'utf-8')
  if (text === null) throw refused('ROSTER_ENCODING', ['rosterEncoding', otherEncoding(bytes)])
  if (text.trim() === '') throw refused('ROSTER_EMPTY', ['rosterEmpty'])
  if (/^\s*(<|[{[]\s*["{[])/.test(text)) throw refused('ROSTER_NOT_TEXT', ['rosterNotText', ''])
  return text
}

/** By its mark; without one, every other byte of what is mostly ASCII is 0. */
function isUtf16(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true
  const head = bytes.subarray(0, 64)
  const zeros = [0, 1].map((odd) => head.filter((byte, at) => at % 2 === odd && byte === 0).length)
  return head.length >= 8 && Math.min(...zeros) === 0 && Math.max(...zeros) > head.length / 4
}

/** GB 18030 contains GBK and GB 2312; whatever is not valid there is of one byte a character. Empty: not known. */
function otherEncoding(bytes: Uint8Array): string {
  const text = decoded(bytes, 'gb18030')
  return text !== null && /\p{Script=Han}{2}/u.test(text) ? 'GBK' : ''
}

/** Null: not in this encoding. */
function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function refused(code: string, said: ConstructorParameters<typeof Refusal>[2]): Refusal {
  return new Refusal(400, code, said, { where: 'content' })
}
