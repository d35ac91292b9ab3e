import { lstatSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type Env = {
  /** Path of the socket to listen on. */
  SOCK_PATH: string
}

const NEWLINE = 0x0a

/** Listens at SOCK_PATH and answers each line in upper case. Rejects when it cannot listen there. */
export async function start({ SOCK_PATH: path }: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket)
  })
  try {
    await listening(server, path)
  } catch (error) {
    if (!(await isStale(path, error))) throw error
    unlinkSync(path)
    await listening(server, path)
  }
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done()) // removes the file
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** The file of a server that is gone: it is a socket, and nobody answers. */
async function isStale(path: string, error: unknown): Promise<boolean> {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return false
  if (!lstatSync(path).isSocket()) return false
  return !(await answers(path))
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path, () => {
      socket.destroy()
      done(true)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code !== 'ECONNREFUSED'))
  })
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(path, () => {
      server.off('error', failed)
      done()
    })
  })
}

function serve(socket: Socket): void {
  let rest = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    const end = rest.lastIndexOf(NEWLINE) + 1
    if (end > 0) socket.write(upper(rest.subarray(0, end)))
    rest = rest.subarray(end)
  })
}

/** Bytes of a to z only. All bytes of other characters are above 127 in UTF-8. */
function upper(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte)))
}
