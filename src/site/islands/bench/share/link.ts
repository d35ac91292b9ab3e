/**
 * A lab's code, dial and faults in the fragment of an address: nothing of it reaches a server. The text is JSON,
 * deflated (RFC 1951), in base64url (RFC 4648, section 5), after a version.
 */
import type { Settings } from '../settings.ts'

export const SHARE_LIMITS = {
  /** Characters of the fragment: some chats and mail programs cut longer addresses. */
  fragment: 32_768,
  /** Characters of what is packed in it, so that a small link cannot become a large text. */
  unpacked: 512 * 1_024,
}

/** `files`: those that differ from the course's own. */
export type Shared = { lab: string; files: Record<string, string>; settings: Settings }
export type Unpacked = { shared: Shared } | { problem: 'malformed' | 'newer' | 'too-large' }

const VERSION = '1'
const MARK = 'share='

/** The fragment, without `#`. Null when it would be too long. */
export async function packed(shared: Shared): Promise<string | null> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(shared)), new CompressionStream('deflate-raw'))
  const fragment = `${MARK}${VERSION}.${base64url(bytes)}`
  return fragment.length > SHARE_LIMITS.fragment ? null : fragment
}

/** Null for a fragment that is no shared lab. Never throws: links come from anywhere. */
export async function unpacked(fragment: string): Promise<Unpacked | null> {
  const text = fragment.replace(/^#/, '')
  if (!text.startsWith(MARK)) return null
  const [version, body] = text.slice(MARK.length).split('.')
  if (version === undefined || body === undefined || !/^\d+$/.test(version)) return { problem: 'malformed' }
  if (version !== VERSION) return { problem: 'newer' }
  if (text.length > 2 * SHARE_LIMITS.fragment) return { problem: 'too-large' }
  try {
    const bytes = await through(bytesOf(body), new DecompressionStream('deflate-raw'))
    const shared = sharedOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    return shared ? { shared } : { problem: 'malformed' }
  } catch (error) {
    return { problem: error instanceof TooLarge ? 'too-large' : 'malformed' }
  }
}

class TooLarge extends Error {}

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  const source = new Blob([bytes as BlobPart]).stream().pipeThrough(stream) as unknown as AsyncIterable<Uint8Array>
  for await (const part of source) {
    size += part.length
    if (size > SHARE_LIMITS.unpacked) throw new TooLarge()
    parts.push(part)
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Built anew from what was checked: whatever else stands in the text is left behind. */
function sharedOf(value: unknown): Shared | null {
  if (!isRecord(value) || typeof value.lab !== 'string' || !/^[a-z0-9-]+\/[a-z0-9-]+$/.test(value.lab)) return null
  const { files, settings } = value
  if (!isRecord(settings) || !isRecord(settings.options) || !isRecord(settings.faults)) return null
  const texts = textsOf(files)
  const options = textsOf(settings.options)
  const { seed } = settings
  const isSeed = typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff
  const faults = Object.entries(settings.faults)
  const plain = faults.every(([name, one]) => isName(name) && ['number', 'string'].includes(typeof one))
  if (!texts || !options || !isSeed || !plain) return null
  return {
    lab: value.lab,
    files: texts,
    settings: { options, faults: Object.fromEntries(faults) as Settings['faults'], seed },
  }
}

function textsOf(value: unknown): Record<string, string> | null {
  if (!isRecord(value)) return null
  const entries = Object.entries(value)
  if (entries.length > 32 || !entries.every(([name, text]) => isName(name) && typeof text === 'string')) return null
  return Object.fromEntries(entries) as Record<string, string>
}

function isName(name: string): boolean {
  return name.length <= 100 && name !== '__proto__'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function bytesOf(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}
