// The hello server, one task per connection. The only change that matters is one word in the last line.
import { setTimeout as pause } from 'node:timers/promises'
import { AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'

const PAUSE_MS = 500
const waits = process.argv.includes('await=yes')

async function greet(connection: Socket, peer: string): Promise<void> {
  console.log(`Accept new connection from ${peer}...`)
  try {
    await connection.sendallAsync(Buffer.from('Welcome!'))
    for (;;) {
      const data = await connection.recvAsync(1024)
      await pause(PAUSE_MS)
      if (data.length === 0 || data.toString() === 'exit') break
      await connection.sendallAsync(Buffer.concat([Buffer.from('Hello, '), data, Buffer.from('!')]))
    }
  } catch (error) {
    console.error(`${peer}: ${error}`)
  } finally {
    connection.close()
  }
  console.log(`Connection from ${peer} closed.`)
}

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen(5)
console.log('Waiting for connection...')
for (;;) {
  const [connection, [host, port]] = await listener.acceptAsync()
  const conversation = greet(connection, `${host}:${port}`) // runs to its first await, then comes back here
  if (waits) await conversation
}
