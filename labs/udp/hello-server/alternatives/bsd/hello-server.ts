import { AF_INET, SOCK_DGRAM, SocketError, socket } from 'wirebook/socket'

export type Env = { HOST: string; PORT: number }

const LARGEST = 65_507

export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const server = socket(AF_INET, SOCK_DGRAM)
  server.bind([HOST, PORT])
  let open = true

  async function serve(): Promise<void> {
    while (open) {
      try {
        const [data, from] = await server.recvfromAsync(LARGEST)
        const reply = new Uint8Array(8 + data.length)
        reply.set(Buffer.from('Hello, '))
        reply.set(data, 7)
        reply[7 + data.length] = 0x21
        server.sendto(reply, from)
      } catch (error) {
        if (!(error instanceof SocketError)) throw error
        if (open) console.error(error.code)
      }
    }
  }
  const served = serve()
  return {
    async close() {
      open = false
      server.close()
      await served
    },
  }
}
