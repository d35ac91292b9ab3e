import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Three connections, one after the other: closed with FIN, ended with RST, half-closed to hear an answer. */
export async function main(env: Env): Promise<void> {
  await graceful(env)
  await abort(env)
  await halfClose(env)
}

async function open({ HOST, PORT }: Env): Promise<Socket> {
  const socket = connect(PORT, HOST)
  await once(socket, 'connect')
  return socket
}

/** Sends a line and waits until all of its echo is here. */
async function echo(socket: Socket): Promise<void> {
  const line = 'hello\n'
  let heard = ''
  socket.setEncoding('utf8')
  socket.write(line)
  while (heard.length < line.length) {
    const [chunk] = (await once(socket, 'data')) as [string]
    heard += chunk
  }
}

async function graceful(env: Env): Promise<void> {
  const socket = await open(env)
  await echo(socket)
  socket.destroy()
  await once(socket, 'close')
}

async function abort(env: Env): Promise<void> {
  const socket = await open(env)
  await echo(socket)
  socket.destroy()
  await once(socket, 'close')
}

async function halfClose(env: Env): Promise<void> {
  const socket = await open(env)
  let reply = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    reply += chunk
  })
  socket.write('count me\n')
  await new Promise((done) => setTimeout(done, 50))
  socket.destroy()
  console.log(reply.trimEnd())
}
