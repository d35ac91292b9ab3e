// An echo server in one thread that never waits in recv(): select() says who is ready.
import { AF_INET, SOCK_STREAM, type Socket, select, socket } from 'wirebook/socket'

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9001])
listener.listen(5)
console.log('listening on 9001')

const connections = new Set<Socket>()
for (;;) {
  const watched = [listener, ...connections]
  const [readable] = select(watched, [], [])
  console.log(`select: ${readable.length} of ${watched.length} ready`)
  for (const ready of readable) {
    if (ready === listener) {
      const [connection] = listener.accept()
      connections.add(connection)
      continue
    }
    try {
      const data = ready.recv(1024)
      if (data.length > 0) ready.sendall(data)
      else drop(ready)
    } catch (error) {
      console.error(`selecting: ${error}`)
      drop(ready)
    }
  }
}

function drop(connection: Socket): void {
  connections.delete(connection)
  connection.close()
}
