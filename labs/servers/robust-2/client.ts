// Three habits: one says a line and is gone, one says nothing, one sends a byte now and then and never ends its line.
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 2000

async function client(name: string, speak: (socket: Socket) => Promise<void>): Promise<void> {
  const start = performance.now()
  const socket = connect(9000, '10.0.0.2')
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  let byServer = true
  socket.on('error', () => {}) // 'close' follows
  socket.resume()
  await speak(socket)
  const left = Math.max(0, PATIENCE_MS - (performance.now() - start))
  await Promise.race([closed, pause(left).then(() => (byServer = false))])
  const after = Math.round(performance.now() - start)
  console.log(`${name}: ${byServer ? 'cut by the server' : 'still connected, leaving'} after ${after} ms`)
  socket.end()
  await closed
}

await Promise.all([
  client('silent', async () => {}),
  client('dribbler', async (socket) => {
    for (let n = 0; n < 10 && socket.writable; n += 1) {
      socket.write('a')
      await pause(200)
    }
  }),
  client('polite', async (socket) => {
    socket.write('polite\n')
  }),
])
