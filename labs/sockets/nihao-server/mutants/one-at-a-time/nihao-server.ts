import { AF_INET, SHUT_WR, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, type Socket, socket } from 'wirebook/socket'

export type Env = { HOST: string; PORT: number }

/** The five calls of a server; each connection is a task of its own. */
export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const listener = socket(AF_INET, SOCK_STREAM)
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
  listener.bind([HOST, PORT])
  listener.listen()
  const connections = new Set<Socket>()
  void acceptAll(listener, connections)
  return {
    async close() {
      listener.close()
      for (const connection of connections) connection.close()
    },
  }
}

async function acceptAll(listener: Socket, connections: Set<Socket>): Promise<void> {
  for (;;) {
    const accepted = await listener.acceptAsync().catch(() => null)
    if (accepted === null) return
    const [connection, [host, port]] = accepted
    console.log(`连接地址：${host}:${port}`)
    connections.add(connection)
    await greet(connection)
      .catch(() => {})
      .finally(() => {
        connections.delete(connection)
        connection.close()
      })
  }
}

async function greet(connection: Socket): Promise<void> {
  await connection.sendallAsync('你好')
  connection.shutdown(SHUT_WR) // FIN; the caller's own bytes may still come, and are read and dropped
  while ((await connection.recvAsync(4096)).length > 0);
}
