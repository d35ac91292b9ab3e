// Logs what each read brings, with the time since the first one; closes after ten bytes.
import net from 'node:net'

const server = net.createServer((socket) => {
  let start = 0
  let total = 0
  socket.on('data', (chunk) => {
    const now = performance.now()
    if (total === 0) start = now
    total += chunk.length
    console.log(`${(now - start).toFixed(0)} ms: read ${chunk.length} "${chunk}"`)
    if (total === 10) socket.end()
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(9999, '10.0.0.2', () => console.log('listening on 10.0.0.2:9999'))
