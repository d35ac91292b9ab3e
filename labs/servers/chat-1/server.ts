// A line comes in from one member, and a copy goes out to each of the others: one write for each connection.
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

const members = new Map<Socket, string>()

/** Returns how many copies were written. */
function tellOthers(from: Socket, text: string): number {
  const others = [...members.keys()].filter((socket) => socket !== from)
  for (const socket of others) socket.write(`${text}\n`)
  return others.length
}

const server = createServer((socket) => {
  const lines = createInterface({ input: socket })
  lines.on('error', (error) => console.error(error.message)) // an error of the socket comes here, too
  lines.on('line', (line) => {
    const name = members.get(socket)
    if (name !== undefined) {
      const copies = tellOthers(socket, `<${name}> ${line}`)
      console.log(`${name}: 1 line in, ${copies} out`)
      return
    }
    if (members.size > 0) socket.write(`* here: ${[...members.values()].join(', ')}\n`)
    members.set(socket, line)
    tellOthers(socket, `* ${line} joined`)
  })
  // 'close' always comes, and once; 'end' does not come when a connection breaks.
  socket.on('close', () => {
    const name = members.get(socket)
    if (members.delete(socket)) tellOthers(socket, `* ${name} left`)
  })
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.1', () => console.log('listening on 10.0.0.1:9000'))
