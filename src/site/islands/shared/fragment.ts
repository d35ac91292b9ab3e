/**
 * Texts in the fragment of an address: nothing of it reaches a server. Deflated (RFC 1951), in base64url (RFC 4648,
 * section 5).
 */

/** Characters of a fragment: some chats and mail programs cut longer addresses. */
export const FRAGMENT_LIMIT = 32_768

/** What a text swells to has more characters than the caller allows. */
export class TooLarge extends Error {}

export async function deflated(text: string): Promise<string> {
  return base64url(await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'), Infinity))
}

/** Throws TooLarge beyond `most` bytes, and some error for whatever was not made by `deflated`. */
export async function inflated(body: string, most: number): Promise<string> {
  const bytes = await through(bytesOf(body), new DecompressionStream('deflate-raw'), most)
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream, most: number) {
  const parts: Uint8Array[] = []
  let size = 0
  const source = new Blob([bytes as BlobPart]).stream().pipeThrough(stream) as unknown as AsyncIterable<Uint8Array>
  for await (const part of source) {
    size += part.length
    if (size > most) throw new TooLarge()
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

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function bytesOf(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}
