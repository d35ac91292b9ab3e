// Takes lines, and says back all of them, none, or every other one.
import { createServer } from 'node:net'

const reply = process.argv.find((arg) => arg.startsWith('reply='))?.slice(6) ?? 'yes'

const server = createServer({ noDelay: true }, (socket) => {
  let reads = 0
  let bytes = 0
  socket.on('data', (chunk) => {
    reads += 1
    bytes += chunk.length
    const answer = reply === 'yes' || (reply === 'other' && reads % 2 === 1)
    if (answer) socket.write(chunk)
  })
  socket.on('end', () => console.log(`${bytes} bytes read`))
  socket.on('error', (error) => console.error(error.message))
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening'))
