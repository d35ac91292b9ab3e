import { AF_INET, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

export type Env = { HOST: string; PORT: number }

/** The client's calls, one after the other. */
export async function main({ HOST, PORT }: Env): Promise<number> {
  using connection = socket(AF_INET, SOCK_STREAM)
  try {
    await connection.connectAsync([HOST, PORT])
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'ECONNREFUSED') throw error
    console.log('refused')
    return 1
  }
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const chunk = await connection.recvAsync(1024)
    if (chunk.length === 0) break
    text += decoder.decode(chunk, { stream: true })
  }
  console.log(text + decoder.decode())
  return 0
}
