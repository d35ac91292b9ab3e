// Collects a line, and says what that costs. With a limit it gives up in time.
import { createServer } from 'node:net'

const limit = process.argv.includes('limit=64K') ? 65_536 : Number.POSITIVE_INFINITY
const NEWLINE = 0x0a

const server = createServer({ allowHalfOpen: true }, (socket) => {
  let chunks: Buffer[] = []
  let have = 0
  let refused = false
  socket.on('data', (chunk: Buffer) => {
    if (refused || chunk.includes(NEWLINE)) return // this client never sends one
    chunks.push(chunk)
    have += chunk.length
    if (have <= limit) return
    refused = true // what still comes is read and dropped: see the close
    chunks = []
    console.log(`no newline in ${have} bytes: too long`)
    socket.end('ERR line too long\n')
  })
  socket.on('end', () => {
    const kept = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    console.log(`the client has finished; ${kept} bytes are kept for a line that never came`)
    socket.end()
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '127.0.0.1', () => console.log('listening on 127.0.0.1:9000'))
