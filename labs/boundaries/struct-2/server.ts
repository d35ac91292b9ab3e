// Reads a 4-byte length, then that many bytes, and answers "ok". Here nothing checks the length: see what follows.
import net from 'node:net'

const order = process.argv.includes('order=le') ? 'le' : 'be'

const server = net.createServer((socket) => {
  let received = Buffer.alloc(0)
  let length = -1
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    if (length < 0 && received.length >= 4) {
      const header = received.subarray(0, 4)
      length = order === 'be' ? header.readUInt32BE() : header.readUInt32LE()
      console.log(`header ${header.toString('hex')} read as ${order}: ${length} bytes follow`)
    }
    if (length < 0) return
    const have = received.length - 4
    console.log(`have ${have} of ${length}`)
    if (have >= length) {
      console.log(`message "${received.subarray(4, 4 + length)}"`)
      socket.end('ok')
    }
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log(`listening on 10.0.0.2:9000, order=${order}`))
