// Logs every read. One 'data' event is one read: bytes that were waiting, not a message.
import net from 'node:net'

const busy = process.argv.includes('busy=yes')

const server = net.createServer((socket) => {
  let reads = 0
  let total = 0
  if (busy) block(100)
  socket.on('data', (chunk) => {
    reads += 1
    total += chunk.length
    console.log(`read ${reads}: ${chunk.length} bytes "${chunk}"`)
  })
  socket.on('end', () => console.log(`end of stream: ${total} bytes`))
  socket.on('error', (error) => console.error(error.message))
})

// Stands for other work: until it is done, this program reads nothing. The kernel still receives.
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

server.on('error', (error) => console.error(error.message))
server.listen(9999, '127.0.0.1', () => console.log('listening on 127.0.0.1:9999'))
