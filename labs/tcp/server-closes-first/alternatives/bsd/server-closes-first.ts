import { AF_INET, SHUT_WR, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, type Socket, socket } from 'wirebook/socket'

type Env = { HOST: string; PORT: number }

/** shutdown() ends our direction at once; recv() goes on until the other one has ended. */
async function serve(connection: Socket): Promise<void> {
  let at = -1
  while (at < 0) {
    const data = await connection.recvAsync(4096)
    if (data.length === 0) return
    at = data.indexOf(10)
    if (at >= 0) at = data.length - at - 1
  }
  let late = at
  await connection.sendallAsync('bye\n')
  connection.shutdown(SHUT_WR)
  for (;;) {
    const data = await connection.recvAsync(65_536)
    if (data.length === 0) break
    late += data.length
  }
  console.log(`${late}`)
}

export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>()
  const listener = socket(AF_INET, SOCK_STREAM)
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
  listener.bind([env.HOST, env.PORT])
  listener.listen()
  const accepting = (async () => {
    for (;;) {
      const [connection] = await listener.acceptAsync()
      open.add(connection)
      void serve(connection)
        .catch(() => {})
        .finally(() => {
          connection.close()
          open.delete(connection)
        })
    }
  })().catch(() => {})
  return {
    async close() {
      listener.close()
      for (const connection of open) connection.close()
      await accepting
    },
  }
}
