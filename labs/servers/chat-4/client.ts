// A member of one chat, at first of this lab's own. Type "/to ada.class" to go to another host's.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

const NAME = 'me' // put your own here

function enter(host: string): Socket {
  const socket = connect(9000, host, () => {
    console.log(`in the chat of ${host}, as ${NAME}`)
    socket.write(`${NAME}\n`)
  })
  const lines = createInterface({ input: socket })
  lines.on('line', (line) => console.log(line))
  lines.on('error', (error) => console.error(`${host}: ${error.message}`)) // nobody listens there, or it is gone
  return socket
}

let socket = enter('127.0.0.1')
const welcomed = once(socket, 'data').catch(() => {}) // said above
for await (const typed of createInterface({ input: process.stdin })) {
  const [, host] = /^\/to +(\S+)$/.exec(typed) ?? []
  if (host === undefined) socket.write(`${typed}\n`)
  else {
    socket.end()
    socket = enter(host)
  }
}
await welcomed
socket.end()
