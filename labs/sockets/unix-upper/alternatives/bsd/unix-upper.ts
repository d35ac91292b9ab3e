import { lstatSync, rmSync } from 'node:fs'
import { AF_UNIX, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'

export type Env = {
  /** Path of the socket to listen on. */
  SOCK_PATH: string
}

const REFUSED = 111

/** Asks first whether anybody answers at the path, then binds. */
export async function start({ SOCK_PATH: path }: Env): Promise<{ close(): Promise<void> }> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() && refuses(path)) rmSync(path)
  const listener = socket(AF_UNIX, SOCK_STREAM)
  try {
    listener.bind(path)
    listener.listen()
  } catch (error) {
    listener.close()
    throw error
  }
  const connections = new Set<Socket<string>>()
  void acceptAll(listener, connections)
  return {
    async close() {
      listener.close()
      for (const connection of connections) connection.close()
      rmSync(path, { force: true }) // closing a BSD socket leaves its file
    },
  }
}

function refuses(path: string): boolean {
  using probe = socket(AF_UNIX, SOCK_STREAM)
  return probe.connect_ex(path) === REFUSED
}

async function acceptAll(listener: Socket<string>, connections: Set<Socket<string>>): Promise<void> {
  for (;;) {
    const accepted = await listener.acceptAsync().catch(() => null)
    if (accepted === null) return
    const [connection] = accepted
    connections.add(connection)
    void serve(connection)
      .catch(() => {})
      .finally(() => {
        connections.delete(connection)
        connection.close()
      })
  }
}

/** Upper case needs no boundaries: what came may be answered at once, wherever it was cut. */
async function serve(connection: Socket<string>): Promise<void> {
  for (;;) {
    const bytes = await connection.recvAsync(4096)
    if (bytes.length === 0) return
    for (const [at, byte] of bytes.entries()) if (byte >= 0x61 && byte <= 0x7a) bytes[at] = byte - 0x20
    await connection.sendallAsync(bytes)
  }
}
