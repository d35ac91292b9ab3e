// The header of a file as a stranger sends it: everything in it is checked before anything is done with it.
export type Header = { filename: string; filesize: number; sha256?: string }

export const LIMITS = { header: 65_536, file: 16_777_216, name: 255 }

/** The sender is at fault. The message is the code it is told. */
export class Refusal extends Error {}

export function parseHeader(bytes: Uint8Array): Header {
  const { filename, filesize, sha256 } = fields(bytes)
  if (typeof filename !== 'string') throw new Refusal('bad-header')
  if (typeof filesize !== 'number' || !Number.isSafeInteger(filesize) || filesize < 0) throw new Refusal('bad-header')
  if (sha256 !== undefined && !(typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)))
    throw new Refusal('bad-header')
  if (!isPlainName(filename)) throw new Refusal('bad-name')
  if (filesize > LIMITS.file) throw new Refusal('too-large')
  return sha256 === undefined ? { filename, filesize } : { filename, filesize, sha256: sha256.toLowerCase() }
}

function fields(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // No UTF-8, or no JSON: the same answer.
  }
  throw new Refusal('bad-header')
}

/** A name in one folder and nothing else: no path, no hidden file, nothing that a terminal would obey. */
function isPlainName(name: string): boolean {
  const control = [...name].some((character) => character < ' ' || character === '\u007f')
  const path = name.includes('/') || name.includes('\\')
  return name !== '' && !name.startsWith('.') && !path && !control && Buffer.byteLength(name) <= LIMITS.name
}
