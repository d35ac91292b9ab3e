// Reads a 4-byte length, then that many bytes, and answers "ok". Nothing here checks the length.
import net, { type Socket } from 'node:net'

const order = process.argv.includes('order=le') ? 'le' : 'be'

async function serve(socket: Socket): Promise<void> {
  let received: Buffer = Buffer.alloc(0)
  let length = -1
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk])
    if (received.length < 4) continue
    if (length < 0) {
      const header = received.subarray(0, 4)
      length = order === 'be' ? header.readUInt32BE() : header.readUInt32LE()
      console.log(`header ${header.toString('hex')} read as ${order}: ${length} bytes follow`)
    }
    const have = received.length - 4
    console.log(`have ${have} of ${length}`)
    if (have < length) continue
    console.log(`message "${received.subarray(4, 4 + length)}"`)
    socket.end('ok')
  }
}

const server = net.createServer((socket) => {
  serve(socket).catch((error) => console.error(String(error)))
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log(`listening on 10.0.0.2:9000, order=${order}`))
