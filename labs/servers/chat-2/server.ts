// Sends what ann says to everybody else. One of them does not read: what is done about it?
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

const LIMIT = 64 * 1024
const STEP = 32 * 1024
const policy = process.argv.find((arg) => arg.startsWith('policy='))?.slice(7) ?? 'drop'
const members = new Map<Socket, string>()
const told = new Map<Socket, number>()

async function send(socket: Socket, name: string, text: string): Promise<void> {
  if (!socket.writable) return
  const room = socket.write(`${text}\n`)
  gauge(socket, name)
  if (policy === 'wait' && !room) await once(socket, 'drain')
  if (policy === 'drop' && socket.writableLength > LIMIT) {
    console.log(`${name} dropped`)
    socket.resetAndDestroy() // a FIN would have to queue behind the bytes that nobody reads
  }
}

/** Tells each further 32 KiB that wait for this member in the server's memory. */
function gauge(socket: Socket, name: string): void {
  const steps = Math.floor(socket.writableLength / STEP)
  if (steps > (told.get(socket) ?? 0)) console.log(`${name}: ${steps * 32} KiB wait`)
  told.set(socket, Math.max(steps, told.get(socket) ?? 0))
}

async function serve(socket: Socket): Promise<void> {
  let rest = ''
  for await (const text of socket.setEncoding('utf8')) {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const from = members.get(socket)
      if (from === undefined) members.set(socket, line)
      else for (const [to, name] of members) if (to !== socket) await send(to, name, `<${from}> ${line}`)
    }
  }
}

const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.on('close', () => members.delete(socket))
  serve(socket).catch((error: Error) => socket.destroy(error))
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.1', () => console.log('listening on 10.0.0.1:9000'))
