import { once } from 'node:events'
import { createConnection } from 'node:net'
import { StringDecoder } from 'node:string_decoder'

export type Env = { HOST: string; PORT: number; NAME: string }

export async function main(env: Env): Promise<void> {
  const socket = createConnection({ host: env.HOST, port: env.PORT })
  await once(socket, 'connect')
  socket.write(Buffer.from(env.NAME, 'utf8'))
  socket.write('\n')
  const decoder = new StringDecoder('utf8')
  let text = ''
  for await (const chunk of socket) {
    text += decoder.write(chunk)
    const end = text.indexOf('\n')
    if (end >= 0) {
      console.log(text.slice(0, end))
      break
    }
  }
  socket.end()
}
