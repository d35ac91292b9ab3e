// Sends three names and prints each reply. It trusts that one read is one reply.
import { once } from 'node:events'
import { connect } from 'node:net'

const socket = connect(9999, '127.0.0.1')
const reads = socket.iterator({ destroyOnReturn: false })

async function printReply(): Promise<void> {
  const { value, done } = await reads.next()
  if (done) throw new Error('the server closed the connection')
  console.log(String(value))
}

try {
  await once(socket, 'connect')
  await printReply()
  for (const name of ['Michael', 'Tracy', 'Sarah']) {
    socket.write(name)
    await printReply()
  }
  socket.end('exit')
  socket.destroySoon()
} catch (error) {
  console.error(`client: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
  socket.destroy()
}
