// The hello server, one client at a time: accept, serve to the end, accept the next. Every call blocks.
import { AF_INET, SOCK_STREAM, type Socket, sleep, socket } from 'wirebook/socket'

const PAUSE_S = 0.5

function greet(connection: Socket): void {
  connection.sendall(Buffer.from('Welcome!'))
  for (;;) {
    const data = connection.recv(1024)
    sleep(PAUSE_S)
    if (data.length === 0 || data.toString() === 'exit') return
    connection.sendall(Buffer.concat([Buffer.from('Hello, '), data, Buffer.from('!')]))
  }
}

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen(5)
console.log('Waiting for connection...')
for (;;) {
  const [connection, [host, port]] = listener.accept()
  const peer = `${host}:${port}`
  console.log(`Accept new connection from ${peer}...`)
  try {
    greet(connection)
  } catch (error) {
    console.error(`${peer}: ${error}`)
  } finally {
    connection.close()
  }
  console.log(`Connection from ${peer} closed.`)
}
