// A process may have 64 open files. Each connection is one. What happens at the limit?
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, type Socket, SocketError, socket } from 'wirebook/socket'

const openFiles = () => readdirSync('/proc/self/fd').length - 1 // without the folder itself

/** libuv accepts for us. */
function withNode(): void {
  let connections = 0
  const server = createServer((connection) => {
    connections += 1
    connection.on('error', () => {})
    connection.write('hello\n')
  })
  server.on('error', (error) => console.error(error.message))
  server.listen(9000, '10.0.0.2', () => console.log(`listening, ${openFiles()} files open`))
  setTimeout(() => console.log(`${connections} connections accepted, no error`), 1000)
}

/** We call accept ourselves, and see what it says. */
async function withSockets(): Promise<void> {
  const listener = socket(AF_INET, SOCK_STREAM)
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
  listener.bind(['10.0.0.2', 9000])
  listener.listen(64)
  console.log(`listening, ${openFiles()} files open`)
  const held: Socket[] = []
  for (;;) {
    try {
      const [connection] = await listener.acceptAsync()
      held.push(connection)
      await connection.sendallAsync(Buffer.from('hello\n'))
    } catch (error) {
      if (!(error instanceof SocketError) || error.code !== 'EMFILE') throw error
      console.log(`accept: ${error.code} after ${held.length} connections`)
      await pause(2000) // trying again at once would be a busy loop
    }
  }
}

if (process.argv.includes('with=sockets')) await withSockets()
else withNode()
