import { constants } from 'node:buffer'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'
import { pack, unpack } from 'wirebook/struct'

const PIECE = 65_536

async function recvExactly(s: Socket, n: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let have = 0; have < n; ) {
    const part = await s.recvAsync(n - have)
    if (part.length === 0) throw new Error('the server closed without an answer')
    parts.push(part)
    have += part.length
  }
  return Buffer.concat(parts)
}

export async function sendFile(host: string, port: number, path: string): Promise<void> {
  await using file = await open(path)
  const { size } = await file.stat()
  using s = socket(AF_INET, SOCK_STREAM)
  await s.connectAsync([host, port])
  const header = new TextEncoder().encode(JSON.stringify({ filename: basename(path), filesize: size }))
  await s.sendallAsync(Buffer.concat([pack('<i', header.length), header]))
  const piece = Buffer.alloc(PIECE)
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(PIECE, size - at), at)
    if (bytesRead === 0) throw new Error('the file has become shorter')
    await s.sendallAsync(piece.subarray(0, bytesRead))
    at += bytesRead
  }
  const [length] = unpack('<i', await recvExactly(s, 4))
  if (length < 0 || length > constants.MAX_LENGTH) throw new Error('bad answer')
  const reply: unknown = JSON.parse((await recvExactly(s, length)).toString())
  const ok = typeof reply === 'object' && reply !== null && 'ok' in reply && reply.ok === true
  if (!ok) throw new Error(`refused: ${JSON.stringify(reply)}`)
}
