import { AF_INET, SHUT_WR, SO_LINGER, SOCK_STREAM, SOL_SOCKET, type Socket, socket } from 'wirebook/socket'

async function open(env: { HOST: string; PORT: number }): Promise<Socket> {
  const connection = socket(AF_INET, SOCK_STREAM)
  await connection.connectAsync([env.HOST, env.PORT])
  return connection
}

/** Reads until the text ends with a newline, or the stream ends. */
async function read(connection: Socket, untilEnd: boolean): Promise<string> {
  let text = ''
  while (untilEnd || !text.endsWith('\n')) {
    const data = await connection.recvAsync(1024)
    if (data.length === 0) break
    text += data.toString()
  }
  return text
}

export async function main(env: { HOST: string; PORT: number }): Promise<void> {
  const a = await open(env)
  a.sendall('one line\n')
  await read(a, false)
  a.close() // nothing unread: FIN, and the kernel sees to the rest

  const b = await open(env)
  b.sendall('another line\n')
  await read(b, false)
  b.setsockopt(SOL_SOCKET, SO_LINGER, [1, 0]) // close() within 0 seconds: RST
  b.close()

  const c = await open(env)
  c.sendall('count me\n')
  c.shutdown(SHUT_WR)
  const reply = await read(c, true)
  c.close()
  process.stdout.write(reply)
}
