import { createSocket } from 'node:dgram'

export type Env = { HOST: string; PORT: number }

/** Starts the server; resolves once its socket is bound. `close` ends it. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const socket = createSocket('udp4')
  socket.on('message', (data, from) => {
    // Your turn: `data` is one datagram, `from` says who sent it.
  })
  await new Promise<void>((done) => socket.bind(env.PORT, env.HOST, done))
  return { close: () => new Promise((done) => socket.close(() => done())) }
}
