// A chat for a room full of people. 0.0.0.0 is every address this host has, also one that it gets later.
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

const MOST_WAITING = 64 * 1024
const members = new Map<Socket, string>()

function tellOthers(from: Socket, text: string): void {
  for (const socket of members.keys()) {
    if (socket === from) continue
    socket.write(`${text}\n`)
    if (socket.writableLength > MOST_WAITING) socket.destroy() // it does not read, and nobody waits for it
  }
}

const server = createServer((socket) => {
  const lines = createInterface({ input: socket })
  lines.on('error', (error) => console.error(error.message)) // an error of the socket comes here, too
  lines.on('line', (line) => {
    const text = line.replace(/\p{Cc}/gu, '').slice(0, 500) // from strangers
    const name = members.get(socket)
    if (name !== undefined) return tellOthers(socket, `<${name}> ${text}`)
    if (!/^[\p{L}\p{N}_-]{1,20}$/u.test(text) || [...members.values()].includes(text)) {
      socket.end('ERR name\n')
      return
    }
    socket.write(`* welcome ${text}, ${members.size} others are here\n`)
    members.set(socket, text)
    tellOthers(socket, `* ${text} joined`)
    console.log(`${text} joined from ${socket.remoteAddress}`)
  })
  socket.on('close', () => {
    const name = members.get(socket)
    if (members.delete(socket)) tellOthers(socket, `* ${name} left`)
  })
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '0.0.0.0', () => console.log('listening on 0.0.0.0:9000'))
