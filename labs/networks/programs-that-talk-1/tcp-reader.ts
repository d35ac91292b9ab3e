// Sleeps until the kernel has something for it.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  const chunks: Buffer[] = []
  let arrived = 0
  socket.on('data', (chunk: Buffer) => {
    arrived ||= Date.now()
    chunks.push(chunk)
  })
  socket.on('end', () => {
    const [written, text] = Buffer.concat(chunks).toString().split(' ')
    console.log(`read "${text}" from the socket: ${arrived - Number(written)} ms after it was written`)
    socket.end()
    server.close()
  })
  socket.on('error', (error) => console.error(error.message))
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(9999, '127.0.0.1', () => console.log('waiting on port 9999'))
