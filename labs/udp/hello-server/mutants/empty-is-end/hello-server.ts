import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export type Env = { HOST: string; PORT: number }

const [before, after] = [Buffer.from('Hello, '), Buffer.from('!')]

/** Starts the server; resolves once its socket is bound. `close` ends it. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const socket = createSocket('udp4')
  socket.on('message', (data, from) => {
    if (data.length === 0) return void socket.close()
    const peer = `${from.address}:${from.port}`
    console.log(`Received from ${peer}.`)
    socket.send(Buffer.concat([before, data, after]), from.port, from.address, (error) => {
      if (error) console.error(`no reply to ${peer}: ${error.message}`)
    })
  })
  socket.bind(env.PORT, env.HOST)
  await once(socket, 'listening') // rejects when the port is taken
  socket.on('error', (error) => console.error(error.message))
  return { close: () => new Promise((done) => socket.close(() => done())) }
}
