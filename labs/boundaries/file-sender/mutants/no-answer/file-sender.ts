import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Sends the file at `path`; resolves when the server has answered that it is stored, otherwise rejects. */
export async function sendFile(host: string, port: number, path: string): Promise<void> {
  const file = await open(path) // before any connection is made
  try {
    const { size } = await file.stat() // once: what is announced is what is sent
    const header = Buffer.from(JSON.stringify({ filename: basename(path), filesize: size }))
    const length = Buffer.alloc(4)
    length.writeInt32LE(header.length)
    const socket = connect(port, host)
    try {
      await once(socket, 'connect')
      const answered = answer(socket)
      answered.catch(() => {}) // a refusal may come while we are still sending; it is awaited below
      socket.write(Buffer.concat([length, header]))
      const content = size > 0 ? file.createReadStream({ start: 0, end: size - 1, autoClose: false }) : []
      // pipeline waits while the socket is full, and leaves it open for the answer.
      await pipeline(content, socket, { end: false })
      socket.end()
    } finally {
      socket.destroySoon()
    }
  } finally {
    await file.close()
  }
}

/** The one frame of the server. Rejects when the stream ends before it is whole. */
async function answer(socket: Socket): Promise<{ ok?: unknown; error?: unknown }> {
  let bytes = Buffer.alloc(0)
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk])
    if (bytes.length < 4) continue
    const length = bytes.readInt32LE()
    if (length < 0 || length > 65_536) throw new Error('bad answer')
    if (bytes.length >= 4 + length) return JSON.parse(bytes.toString('utf8', 4, 4 + length))
  }
  throw new Error('the server closed without an answer')
}
