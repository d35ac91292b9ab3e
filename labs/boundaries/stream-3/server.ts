// The hello server: it takes whatever one recv(1024) returns for one message. That is the mistake on show.
import { setTimeout as pause } from 'node:timers/promises'
import { AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'

async function talk(connection: Socket, peer: string): Promise<void> {
  console.log(`Accept new connection from ${peer}...`)
  try {
    await connection.sendallAsync(Buffer.from('Welcome!'))
    for (;;) {
      const data = await connection.recvAsync(1024)
      await pause(1000)
      if (data.length === 0 || data.equals(Buffer.from('exit'))) break
      console.log(`recv(1024) returned ${data.length} bytes "${data}"`)
      await connection.sendallAsync(Buffer.concat([Buffer.from('Hello, '), data, Buffer.from('!')]))
    }
  } catch (error) {
    console.error(String(error))
  } finally {
    connection.close()
    console.log(`Connection from ${peer} closed.`)
  }
}

const listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen(5)
console.log('Waiting for connection...')
for (;;) {
  const [connection, [host, port]] = await listener.acceptAsync()
  void talk(connection, `${host}:${port}`)
}
